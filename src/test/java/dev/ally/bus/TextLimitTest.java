package dev.ally.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextLimitTest {
  @ParameterizedTest
  @EnumSource(TextLimit.class)
  void leavesWhatFitsAndKeepsTooLongWhatDoesNot(TextLimit limit) {
    String longest = "x".repeat(limit.longest());

    assertThat(limit.cut(longest)).isEqualTo(longest);
    assertThat(limit.cut(longest + "y")).isEqualTo(longest + "…");
    assertThat(limit.cut(limit.cut(longest + "yz"))).isEqualTo(longest + "…");
  }

  @Test
  void takesEveryPasswordThatIsPromised() {
    assertThat(TextLimit.PASSWORD.longest()).isEqualTo(Limit.PASSWORD_MAXIMUM.count());
  }

  @Test
  void isSetForEveryTextOfAMessage() {
    assertThatThrownBy(() -> TextLimit.of("something new")).isInstanceOf(IllegalStateException.class);
  }
}
