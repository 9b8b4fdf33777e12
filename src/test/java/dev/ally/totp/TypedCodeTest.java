package dev.ally.totp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedCodeTest {
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
}
