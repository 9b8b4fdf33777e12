package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownPeersTest {
  private static final String VERIFY = "totp.verify.v1";

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final KnownPeers knownPeers = new KnownPeers(nanos::get);

  @Test
  void aNodeServesWhatItSaid() {
    knownPeers.met("a", Set.of(VERIFY));
    knownPeers.met("b", Set.of("totp.verify.v2"));
    assertThat(knownPeers.serving(VERIFY)).containsExactly("a");
    assertThat(knownPeers.remembered(VERIFY)).isEmpty();
  }

  @Test
  void aNodeThatIsSilentIsRememberedForAMinute() {
    knownPeers.met("a", Set.of(VERIFY));
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(knownPeers.serving(VERIFY)).isEmpty();
    assertThat(knownPeers.remembered(VERIFY)).containsExactly("a");
    nanos.addAndGet(Duration.ofSeconds(58).toNanos());
    assertThat(knownPeers.remembered(VERIFY)).isEmpty();
    assertThat(knownPeers.all()).isEmpty();
  }

  @Test
  void aNodeThatTakesItsLeaveIsAskedNoMore() {
    knownPeers.met("a", Set.of(VERIFY));
    knownPeers.met("a", Set.of());
    assertThat(knownPeers.serving(VERIFY)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(knownPeers.remembered(VERIFY)).isEmpty();
  }

  @Test
  void aNodeThatBeginsToServeReachesItsFullShareInFiveSeconds() {
    knownPeers.met("a", Set.of());
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    knownPeers.met("a", Set.of(VERIFY));
    assertThat(knownPeers.share("a")).isEqualTo(0.1, within(0.001));
    for (int i = 0; i < 5; i++) {
      nanos.addAndGet(Duration.ofMillis(500).toNanos());
      knownPeers.met("a", Set.of(VERIFY));
    }
    assertThat(knownPeers.share("a")).isEqualTo(0.55, within(0.001));
    nanos.addAndGet(Duration.ofMillis(2_500).toNanos());
    assertThat(knownPeers.share("a")).isEqualTo(1, within(0.001));
    knownPeers.met("a", Set.of(VERIFY));
    assertThat(knownPeers.share("a")).isEqualTo(1, within(0.001));
  }

  @Test
  void aNodeThatWasSilentBeginsAnew() {
    knownPeers.met("a", Set.of(VERIFY));
    assertThat(knownPeers.isSilent("a")).isFalse();
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(knownPeers.isSilent("a")).isTrue();
    assertThat(knownPeers.share("a")).isEqualTo(1, within(0.001));
    knownPeers.met("a", Set.of(VERIFY));
    assertThat(knownPeers.isSilent("a")).isFalse();
    assertThat(knownPeers.share("a")).isEqualTo(0.1, within(0.001));
  }
}
