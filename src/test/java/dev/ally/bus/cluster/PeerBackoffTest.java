package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerBackoffTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final PeerBackoff avoided = new PeerBackoff(Duration.ofSeconds(5), nanos::get);

  @Test
  void aNodeThatFailedIsAvoidedForItsTime() {
    avoided.missed("a");
    assertThat(avoided.best(List.of("b", "a"), List.of(), Set.of())).containsExactly("b");
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(avoided.best(List.of("b", "a"), List.of(), Set.of())).containsExactly("a", "b");
  }

  @Test
  void whenAllFailedAllAreAsked() {
    avoided.missed("a");
    avoided.missed("b");
    assertThat(avoided.best(List.of("a", "b"), List.of(), Set.of())).containsExactly("a", "b");
  }

  @Test
  void nobodyIsAskedTwiceForOneQuestion() {
    avoided.missed("b");
    assertThat(avoided.best(List.of("a", "b"), List.of(), Set.of("a"))).containsExactly("b");
    assertThat(avoided.best(List.of("a"), List.of(), Set.of("a"))).isEmpty();
  }

  @Test
  void aNodeThatIsRememberedIsAskedBeforeOneThatFailed() {
    assertThat(avoided.best(List.of("a"), List.of("b"), Set.of())).containsExactly("a");
    avoided.missed("a");
    assertThat(avoided.best(List.of("a"), List.of("a", "b"), Set.of())).containsExactly("b");
    avoided.missed("b");
    assertThat(avoided.best(List.of("a"), List.of("b"), Set.of())).containsExactly("a");
    assertThat(avoided.best(List.of(), List.of("b"), Set.of())).containsExactly("b");
  }

  @Test
  void aNodeThatAnswersAGreetingWasOnlyBusy() {
    avoided.missed("a");
    avoided.greeted("a");
    assertThat(avoided.best(List.of("b", "a"), List.of(), Set.of())).containsExactly("a", "b");
  }

  @Test
  void aNodeThatAnswersNothingButGreetingsIsAvoided() {
    for (int i = 0; i < 3; i++) {
      avoided.greeted("a");
      avoided.missed("a");
    }
    avoided.greeted("a");
    assertThat(avoided.best(List.of("b", "a"), List.of(), Set.of())).containsExactly("b");
    avoided.answered("a");
    assertThat(avoided.best(List.of("b", "a"), List.of(), Set.of())).containsExactly("a", "b");
  }
}
