package dev.ally.account.password.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KnownBrowsersFirstQueueTest {
  private static final Offset<Double> NEARLY = Offset.offset(0.05);

  private final KnownBrowsersFirstQueue<String> queue = new KnownBrowsersFirstQueue<>();

  private void known(int count) {
    IntStream.range(0, count).forEach(i -> queue.addKnown("owner " + i, "a", "known"));
  }

  private void unrecognised(int count) {
    IntStream.range(0, count).forEach(i -> queue.addUnrecognised("a", "unrecognised"));
  }

  private void turns(int count) {
    IntStream.range(0, count).forEach(i -> assertThat(queue.next()).isPresent());
  }

  @Test
  void leavesAQuarterToTheUnrecognisedWhileBothWait() {
    known(900);
    unrecognised(300);
    turns(1_000);
    assertThat(queue.unrecognisedShare()).isCloseTo(0.25, NEARLY);
  }

  @Test
  void takesNothingFromTheUnrecognisedWhileNoneOfThemWaits() {
    known(900);
    turns(900);
    assertThat(queue.unrecognisedShare()).isEqualTo(1);
    unrecognised(1);
    assertThat(queue.unrecognisedShare()).as("for one who comes after many who are known").isEqualTo(1);
  }

  @Test
  void leavesAllTurnsToTheUnrecognisedAgainWhenTheKnownAreGone() {
    known(900);
    unrecognised(600);
    turns(1_200);
    assertThat(queue.unrecognisedShare()).isCloseTo(0.25, NEARLY);
    turns(250);
    assertThat(queue.unrecognisedShare()).isCloseTo(1, NEARLY);
  }

  @Test
  void forgetsWhoTookWhatWhenNobodyWaits() {
    known(900);
    unrecognised(300);
    turns(1_200);
    assertThat(queue.next()).isEmpty();
    assertThat(queue.unrecognisedShare()).isEqualTo(1);
  }
}
