package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.language.Languages;
import dev.ally.language.Text;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
      "0, 1 second", "1, 1 second", "999, 1 second", "1001, 2 seconds", "59000, 59 seconds",
      "59001, 1 minute", "60000, 1 minute", "60001, 2 minutes", "239000, 4 minutes", "3540000, 59 minutes",
      "3540001, 1 hour", "3600000, 1 hour", "3600001, 2 hours", "86400000, 24 hours"})
  void roundsUpToWholeUnits(long millis, String words) {
    Text text = TimeSpan.of(Duration.ofMillis(millis)).in("too-many");
    assertThat(Languages.packaged().english().say(text)).isEqualTo("Too many attempts. Try again in " + words + ".");
  }
}
