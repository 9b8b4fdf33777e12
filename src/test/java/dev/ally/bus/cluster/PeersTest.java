package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.totp.VerifyCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final Set<String> ADDRESSES = Set.of(VerifyCode.OPERATION.address());

  private final AtomicLong nanos = new AtomicLong();
  private final Peers peers = new Peers(nanos::get);

  private long asksAnotherOf(int times) {
    return IntStream.range(0, times).filter(i -> peers.mayAskAnother("a")).count();
  }

  @Test
  void nodesThatAreAliveAndSlowAreNotAskedMoreOftenWithoutEnd() {
    peers.greeted("a", ADDRESSES);
    nanos.addAndGet(Duration.ofMillis(600).toNanos());
    assertThat(asksAnotherOf(1_000)).isEqualTo(50);
    IntStream.range(0, 51).forEach(i -> peers.begin());
    assertThat(asksAnotherOf(1_000)).isEqualTo(10);
  }

  @Test
  void everyQuestionToANodeThatDiedIsAskedAgain() {
    peers.greeted("a", ADDRESSES);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(asksAnotherOf(1_000)).isEqualTo(1_000);
  }

  @Test
  void aNodeThatMissedAQuestionIsAskedAgainOnceItAnswersAGreeting() {
    // Until both have their full share of the questions: chance decides before.
    for (int greetings = 0; greetings <= 20; greetings++) {
      peers.greeted("a", ADDRESSES);
      peers.greeted("b", ADDRESSES);
      nanos.addAndGet(Duration.ofMillis(500).toNanos());
    }
    peers.greeted("a", ADDRESSES);
    peers.missed("a");
    peers.greeted("b", ADDRESSES);
    assertThat(peers.next(VerifyCode.OPERATION, Set.of())).hasValue("b");
    peers.greeted("a", ADDRESSES);
    peers.asked("b");
    assertThat(peers.next(VerifyCode.OPERATION, Set.of())).hasValue("a");
  }
}
