package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryCodeTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void hasMoreThanEightyRandomBitsAndNoLettersThatLookAlike() {
    Set<Character> letters = new HashSet<>();
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      String code = RecoveryCode.generate(RANDOM).letters().revealText();
      assertThat(code).hasSize(20).doesNotContainPattern("[01258BGILOSUZ]");
      codes.add(code);
      code.chars().forEach(letter -> letters.add((char) letter));
    }
    assertThat(codes).hasSize(2_000);
    assertThat(20 * Math.log(letters.size()) / Math.log(2)).isGreaterThan(80);
  }

  @Test
  void isReadInGroupsAndTypedAnyHow() {
    RecoveryCode code = RecoveryCode.generate(RANDOM);
    String grouped = code.grouped().revealText();
    assertThat(grouped).matches("(\\w{5}-){3}\\w{5}");
    for (String typed : new String[] {
        grouped, grouped.toLowerCase(Locale.ROOT), grouped.replace("-", ""), "  " + grouped.replace("-", " ") + "\n"}) {
      assertThat(RecoveryCode.typed(Secret.of(typed))).contains(code);
    }
  }

  /** From a Japanese keyboard, and with digits of Arabic and Persian. */
  @Test
  void isReadInFullWidthAndWithDigitsOfAnyScript() {
    Secret code = Secret.of("34679ACDEFHJKMNPQRTV");
    for (String typed : new String[] {
        "３４６７９－ＡＣＤＥＦ－ＨＪＫＭＮ－ＰＱＲＴＶ", "３４６７９　ａｃｄｅｆ　ｈｊｋｍｎ　ｐｑｒｔｖ", "٣٤٦٧٩ACDEFHJKMNPQRTV", "۳۴۶۷۹ACDEFHJKMNPQRTV"}) {
      assertThat(RecoveryCode.typed(Secret.of(typed))).contains(new RecoveryCode(code));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "123456", "AAAAA-AAAAA-AAAAA-AAAA", "AAAAA-AAAAA-AAAAA-AAAAAA", "AAAAA-AAAAA-AAAAA-AAAA0", "AAAAA-AAAAA-AAAAA-AAAAÄ",
    "ΑAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAß", "AAAAAAAAAAAAAAAAAAA\ud800"
  })
  void isNothingElse(String typed) {
    assertThat(RecoveryCode.typed(Secret.of(typed))).isEmpty();
  }
}
