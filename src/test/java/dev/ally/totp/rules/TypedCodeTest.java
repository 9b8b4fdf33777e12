package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import java.util.stream.IntStream;
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
      Arbitraries.strings().withChars(" -\t\u00a0\u2010\u2011\u202f\uff0d").ofMinLength(1).ofMaxLength(3);

  private static final int[] ZEROS = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
      .filter(c -> Character.isDigit(c) && Character.getNumericValue(c) == 0).toArray();

  @ParameterizedTest
  @ValueSource(strings = {"123456", "123 456", " 12 34 56 ", "123-456", "1-2-3-4-5-6", "123\u00a0456", "123\u2011456\n", "123\uff0d456"})
  void dropsSpacesAndHyphens(String typed) {
    assertThat(TypedCode.of(Secret.of(typed))).contains(new TypedCode(Secret.of("123456"), 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"123456", "1234567", "12345678"})
  void isOfSixToEightDigits(String typed) {
    assertThat(TypedCode.of(Secret.of(typed))).contains(new TypedCode(Secret.of(typed), typed.length()));
  }

  /** From a Japanese keyboard, in Arabic, Persian, Devanagari and Bengali, of two UTF-16 characters each, mixed. */
  @ParameterizedTest
  @ValueSource(strings = {
    "\uff11\uff12\uff13\u3000\uff14\uff15\uff16", "\u0661\u0662\u0663\u0664\u0665\u0666",
    "\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6", "\u0967\u0968\u0969\u096a\u096b\u096c",
    "\u09e7\u09e8\u09e9\u09ea\u09eb\u09ec", "\ud835\udfcf\ud835\udfd0\ud835\udfd1\ud835\udfd2\ud835\udfd3\ud835\udfd4",
    "12345\u0666"
  })
  void takesDigitsOfAnyScriptForTheirValue(String typed) {
    assertThat(TypedCode.of(Secret.of(typed))).contains(new TypedCode(Secret.of("123456"), 6));
  }

  @Property
  void takesEveryCodeInEveryScript(
      @ForAll @IntRange(max = 999_999) int number, @ForAll @IntRange(max = 99) int script) {
    String code = "%06d".formatted(number);
    int zero = ZEROS[script % ZEROS.length];
    StringBuilder typed = new StringBuilder();
    code.chars().forEach(digit -> typed.appendCodePoint(zero + digit - '0'));
    assertThat(TypedCode.of(Secret.of(typed.toString()))).contains(new TypedCode(Secret.of(code), 6));
  }

  /** Among them what is a number and no decimal digit: superscript, circled, Roman, Chinese. */
  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "12345", "123456789", "12345a", "123.456", "+123456", "123456\u0000", "123_456", "0x1234", "1e5000",
    "12345\u00b2", "12345\u2465", "12345\u2164", "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d", "12345\uff26", "12345\ud835"
  })
  void refusesAllElse(String typed) {
    assertThat(TypedCode.of(Secret.of(typed))).isEmpty();
  }

  /** What people type, and what only looks like it. */
  @Provide
  Arbitrary<String> typed() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(5).ofMaxLength(9);
    Arbitrary<String> anything = Arbitraries.strings()
        .withChars("0123456789").withChars(" -\t\u00a0\u2010\u2011\u202f\uff0d")
        .withChars("a+._\u0000\u00b2\u2012\u2013\u00ad\u200b\ud835\udfd4")
        .ofMaxLength(12);
    return Arbitraries.oneOf(digits, Combinators.combine(digits, DROPPED).as(TypedCodeTest::between), anything);
  }

  private static String between(String digits, String dropped) {
    int half = digits.length() / 2;
    return dropped + digits.substring(0, half) + dropped + digits.substring(half);
  }

  @Property
  void takesSixToEightDigitsBetweenSpacesAndHyphensAndNothingElse(@ForAll("typed") String typed) {
    String kept = Secret.of(typed).revealText()
        .replaceAll("[\\p{Zs}\\p{Zl}\\p{Zp}\\t\\n\\u000b\\f\\r\\u001c-\\u001f\\-\\u2010\\u2011\\uff0d]", "")
        .replace("\ud835\udfd4", "6");
    boolean isCode = kept.matches("[0-9]{6,8}");
    assertThat(TypedCode.of(Secret.of(typed)).map(code -> code.digits().revealText()).orElse("none"))
        .isEqualTo(isCode ? kept : "none");
  }

  /** jqwik fails to shrink byte arrays, and then hides the failure itself. */
  @Property(shrinking = ShrinkingMode.OFF)
  void neverThrows(@ForAll String typed, @ForAll byte[] bytes) {
    TypedCode.of(Secret.of(typed));
    TypedCode.of(Secret.of(bytes));
  }

  @Property
  void takesEveryCodeWithAnythingThatIsDroppedAroundIt(@ForAll @IntRange(max = 999_999) int number) {
    String code = "%06d".formatted(number);
    assertThat(TypedCode.of(Secret.of(" " + code.substring(0, 3) + " - " + code.substring(3) + "\n")))
        .contains(new TypedCode(Secret.of(code), 6));
  }
}
