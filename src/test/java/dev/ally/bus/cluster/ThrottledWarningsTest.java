package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ThrottledWarningsTest {
  private final List<String> lines = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final ThrottledWarnings refusals = new ThrottledWarnings(lines::add, later::add);

  private void aSecondPasses() {
    later.remove().run();
  }

  @Test
  void theFirstIsSaidAtOnce() {
    refusals.tell("connection(s) from here", "no certificate");
    assertThat(lines).containsExactly("Refused 1 connection(s) from here: no certificate");
  }

  @Test
  void aFloodIsOneLineASecondThatCountsAndTellsOfTheLast() {
    for (int i = 0; i < 1_000; i++) {
      refusals.tell("connection(s) from " + i, "no certificate");
    }
    assertThat(lines).hasSize(1);
    aSecondPasses();
    assertThat(lines).last().isEqualTo("Refused 999 connection(s) from 999: no certificate");
    refusals.tell("connection(s) from there", "no certificate");
    assertThat(lines).hasSize(2);
    aSecondPasses();
    assertThat(lines).last().isEqualTo("Refused 1 connection(s) from there: no certificate");
  }

  @Test
  void afterAQuietSecondTheNextIsSaidAtOnceAgain() {
    refusals.tell("connection(s)", "no certificate");
    aSecondPasses();
    assertThat(later).isEmpty();
    refusals.tell("connection(s)", "a foreign one");
    assertThat(lines).hasSize(2);
  }

  @Test
  void whoIsRefusedWritesNoLinesOfHisOwnAndNoLongOnes() {
    refusals.tell("certificate(s) of CN=x\r\n2026-01-01 INFO  all is well\u001b[2J" + "y".repeat(10_000), "foreign");
    assertThat(lines).singleElement().asString()
        .startsWith("Refused 1 certificate(s) of CN=x??2026-01-01 INFO  all is well?[2Jyyy").hasSizeLessThan(400);
  }
}
