package dev.ally.account.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.Secret;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import me.gosimple.nbvcxz.resources.DictionaryUtil;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PasswordRulesTest {
  private static final EmailAddress ADA = EmailAddress.of("Ada.Lovelace@example.org");
  private static final PasswordRules RULES =
      new PasswordRules(CommonPasswords.load(Limit.COMMON_PASSWORDS.count()));

  private static Optional<Problem> problem(String password) {
    return RULES.problem(Secret.of(password), ADA);
  }

  /** Single characters, one to four bytes long in UTF-8, that NFKC leaves as they are. */
  @Provide
  Arbitrary<Integer> letters() {
    return Arbitraries.of((int) 'q', (int) '\u00e9', (int) '\u4f8b', 0x1f512);
  }

  @Property
  void boundsTheLengthInCharactersNotInBytes(@ForAll("letters") int letter, @ForAll @IntRange(max = 300) int length) {
    String password = Character.toString(letter).repeat(length);
    Optional<Problem> expected = length == 0 ? Optional.of(Problem.PASSWORD_MISSING)
        : length < 8 ? Optional.of(Problem.PASSWORD_TOO_SHORT)
        : length > 256 ? Optional.of(Problem.PASSWORD_TOO_LONG)
        : Optional.empty();
    if (letter != 'q') {
      assertThat(problem(password)).isEqualTo(expected);
    }
    assertThat(RULES.mayBeOne(Secret.of(password))).isEqualTo(length > 0 && length <= 256);
  }

  @Property
  void normalizesOnceAndForAll(@ForAll String typed) {
    Secret once = PasswordRules.normalized(Secret.of(typed));
    assertThat(PasswordRules.normalized(once)).isEqualTo(once);
    String decomposed = Normalizer.normalize(typed, Normalizer.Form.NFD);
    assertThat(PasswordRules.normalized(Secret.of(decomposed))).isEqualTo(once);
  }

  @Property
  void judgesWhatIsTakenAsWorthHashing(@ForAll String typed) {
    if (problem(typed).isEmpty()) {
      assertThat(RULES.mayBeOne(Secret.of(typed))).isTrue();
    }
  }

  @Test
  void asksNothingOfItsMake() {
    assertThat(problem("correct horse battery")).isEmpty();
    assertThat(problem("zxqjvkwy")).isEmpty();
  }

  @Test
  void refusesTheTenThousandMostCommonOnes() {
    Map<String, Integer> ranked = DictionaryUtil.loadRankedDictionary(DictionaryUtil.passwords);
    ranked.forEach((password, rank) -> {
      if (rank <= 10_000 && password.length() >= 8) {
        assertThat(problem(password)).as(password).contains(Problem.PASSWORD_COMMON);
      }
    });
    assertThat(ranked).hasSizeGreaterThan(10_000);
    assertThat(problem("PassWord")).contains(Problem.PASSWORD_COMMON);
  }

  @Test
  void refusesTheEmailHoweverItIsWritten() {
    assertThat(problem("ada.lovelace@EXAMPLE.org")).contains(Problem.PASSWORD_IS_EMAIL);
    assertThat(problem("\uff41da.lovelace@example.org ")).contains(Problem.PASSWORD_IS_EMAIL);
  }
}
