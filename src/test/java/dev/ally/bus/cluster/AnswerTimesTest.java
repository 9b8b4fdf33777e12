package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private static final Duration OF_THE_HOP = VerifyCode.OPERATION.way().tryTimeout();

  private final AnswerTimes times = new AnswerTimes();

  private void answered(long millis, int times) {
    for (int i = 0; i < times; i++) {
      this.times.answered(VerifyCode.OPERATION, Duration.ofMillis(millis).toNanos());
    }
  }

  @Test
  void aFastAnswerLeavesTheTimeOfTheHop() {
    assertThat(times.overdueAfter(VerifyCode.OPERATION)).isEqualTo(OF_THE_HOP);
    answered(5, 20);
    assertThat(times.overdueAfter(VerifyCode.OPERATION)).isEqualTo(OF_THE_HOP);
  }

  @Test
  void slowAnswersAreWaitedForLonger() {
    answered(500, 100);
    assertThat(times.overdueAfter(VerifyCode.OPERATION)).isBetween(Duration.ofMillis(500), Duration.ofMillis(510));
    assertThat(times.overdueAfter(FindAuthenticators.OPERATION)).isEqualTo(OF_THE_HOP);
    answered(5, 100);
    assertThat(times.overdueAfter(VerifyCode.OPERATION)).isEqualTo(OF_THE_HOP);
  }

  @Test
  void timeIsLeftForAnotherNode() {
    answered(5_000, 100);
    assertThat(times.overdueAfter(VerifyCode.OPERATION)).isEqualTo(Duration.ofMillis(700));
  }
}
