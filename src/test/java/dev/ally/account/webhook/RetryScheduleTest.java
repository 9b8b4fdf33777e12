package dev.ally.account.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When an event is tried again. */
class RetryScheduleTest {
  /** As the document for receivers says: at most so many seconds after the attempt before. */
  private static final List<Integer> LONGEST_SECONDS = List.of(4, 25, 60, 120, 300, 600, 600, 600);

  /** Always nearly the highest, or always the lowest. */
  private static RandomGenerator always(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }

  @Test
  void pausesGrowAsTheDocumentSays() {
    for (int tries = 1; tries <= LONGEST_SECONDS.size(); tries++) {
      Duration longest = Duration.ofSeconds(LONGEST_SECONDS.get(tries - 1));
      assertThat(RetrySchedule.pause(tries, always(Math.nextDown(1.0)))).as("after " + tries)
          .isBetween(longest.minusMillis(1), longest);
    }
    assertThat(RetrySchedule.pause(Integer.MAX_VALUE, always(0.5))).isLessThan(Duration.ofMinutes(10));
  }

  /** Receivers that come back do not get everything at one moment, nor much earlier than they expect. */
  @Test
  void retriesAreSpreadOverTheLastThirdOfAPause() {
    for (int tries = 1; tries <= LONGEST_SECONDS.size(); tries++) {
      assertThat(RetrySchedule.pause(tries, always(0)))
          .isEqualTo(Duration.ofMillis(LONGEST_SECONDS.get(tries - 1) * 700L));
    }
  }
}
