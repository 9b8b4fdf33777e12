package dev.ally.account.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How fast a node sends to a receiver, by what became of the attempts before. */
class PaceTest {
  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");

  private final Pace pace = new Pace();

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      pace.failed(NOW);
    }
  }

  @Test
  void failuresThatAreNotInARowChangeNothing() {
    for (int i = 0; i < 10; i++) {
      fail(15);
      assertThat(pace.atOnce(NOW)).isEqualTo(8);
      pace.taken();
    }
    assertThat(pace.failed(NOW)).isFalse();
    assertThat(pace.atOnce(NOW)).isEqualTo(8);
  }

  @Test
  void afterSixteenFailuresInARowOneEventIsSentEveryTenSeconds() {
    fail(15);
    assertThat(pace.failed(NOW)).isTrue();
    assertThat(pace.atOnce(NOW)).isZero();
    assertThat(pace.atOnce(NOW.plusMillis(9_999))).isZero();
    Instant later = NOW.plusSeconds(10);
    assertThat(pace.atOnce(later)).isEqualTo(1);
    assertThat(pace.failed(later)).isTrue();
    assertThat(pace.atOnce(later.plusMillis(9_999))).isZero();
    assertThat(pace.atOnce(later.plusSeconds(10))).isEqualTo(1);
  }

  /** In a pause too: others were under way when it began. */
  @Test
  void oneEventThatIsTakenEndsThat() {
    fail(16);
    pace.taken();
    assertThat(pace.atOnce(NOW)).isEqualTo(8);
    assertThat(pace.failed(NOW)).as("the first in a row").isFalse();
    assertThat(pace.atOnce(NOW)).isEqualTo(8);
  }

  @Test
  void oneRoundAtATime() {
    assertThat(pace.begin()).isTrue();
    assertThat(pace.begin()).isFalse();
    pace.end();
    assertThat(pace.begin()).isTrue();
  }
}
