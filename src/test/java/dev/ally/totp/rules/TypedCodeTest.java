package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedCodeTest {
  private static final Arbitrary<String> DROPPED =
      Arbitraries.strings().withChars(" -\t\u00a0\u2010\u2011\u202f").ofMinLength(1).ofMaxLength(3);

  @ParameterizedTest
  @ValueSource(strings = {"123456", "123 456", " 12 34 56 ", "123-456", "1-2-3-4-5-6", "123\u00a0456", "123\u2011456\n"})
  void dropsSpacesAndHyphens(String typed) {
    assertThat(TypedCode.digits(Secret.of(typed), 6)).contains(Secret.of("123456"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "12345", "1234567", "12345a", "123.456", "+123456", "123456\u0000", "\u0661\u0662\u0663\u0664\u0665\u0666",
    "\uff11\uff12\uff13\uff14\uff15\uff16", "123_456", "0x1234", "1e5000", "12345\ud835\udfd4"
  })
  void refusesAllElse(String typed) {
    assertThat(TypedCode.digits(Secret.of(typed), 6)).isEmpty();
  }

  /** What people type, and what only looks like it. */
  @Provide
  Arbitrary<String> typed() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(5).ofMaxLength(9);
    Arbitrary<String> anything = Arbitraries.strings()
        .withChars("0123456789").withChars(" -\t\u00a0\u2010\u2011\u202f")
        .withChars("a+._\u0000\u0661\u0967\uff11\u2012\u2013\u00ad\u200b\ud835\udfd4")
        .ofMaxLength(12);
    return Arbitraries.oneOf(digits, Combinators.combine(digits, DROPPED).as(TypedCodeTest::between), anything);
  }

  private static String between(String digits, String dropped) {
    int half = digits.length() / 2;
    return dropped + digits.substring(0, half) + dropped + digits.substring(half);
  }

  @Property
  void takesExactlySoManyAsciiDigitsBetweenSpacesAndHyphens(
      @ForAll("typed") String typed, @ForAll @IntRange(min = 6, max = 8) int digits) {
    String kept = Secret.of(typed).revealText()
        .replaceAll("[\\p{Zs}\\p{Zl}\\p{Zp}\\t\\n\\u000b\\f\\r\\u001c-\\u001f\\-\\u2010\\u2011]", "");
    boolean isCode = kept.matches("[0-9]{" + digits + "}");
    assertThat(TypedCode.digits(Secret.of(typed), digits).map(Secret::revealText).orElse("none"))
        .isEqualTo(isCode ? kept : "none");
  }

  /** jqwik fails to shrink byte arrays, and then hides the failure itself. */
  @Property(shrinking = ShrinkingMode.OFF)
  void neverThrows(@ForAll String typed, @ForAll byte[] bytes) {
    TypedCode.digits(Secret.of(typed), 6);
    TypedCode.digits(Secret.of(bytes), 6);
  }

  @Property
  void takesEveryCodeWithAnythingThatIsDroppedAroundIt(@ForAll @IntRange(max = 999_999) int number) {
    String code = "%06d".formatted(number);
    assertThat(TypedCode.digits(Secret.of(" " + code.substring(0, 3) + " - " + code.substring(3) + "\n"), 6))
        .contains(Secret.of(code));
  }
}
