package dev.ally.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownPeersTest {
  private static final String VERIFY = "totp.verify.v1";

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final KnownPeers acquaintances = new KnownPeers(nanos::get);

  @Test
  void aNodeServesWhatItSaid() {
    acquaintances.met("a", Set.of(VERIFY));
    acquaintances.met("b", Set.of("totp.verify.v2"));
    assertThat(acquaintances.serving(VERIFY)).containsExactly("a");
    assertThat(acquaintances.remembered(VERIFY)).isEmpty();
  }

  @Test
  void aNodeThatIsSilentIsRememberedForAMinute() {
    acquaintances.met("a", Set.of(VERIFY));
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(acquaintances.serving(VERIFY)).isEmpty();
    assertThat(acquaintances.remembered(VERIFY)).containsExactly("a");
    nanos.addAndGet(Duration.ofSeconds(58).toNanos());
    assertThat(acquaintances.remembered(VERIFY)).isEmpty();
    assertThat(acquaintances.all()).isEmpty();
  }

  @Test
  void aNodeThatTakesItsLeaveIsAskedNoMore() {
    acquaintances.met("a", Set.of(VERIFY));
    acquaintances.met("a", Set.of());
    assertThat(acquaintances.serving(VERIFY)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(acquaintances.remembered(VERIFY)).isEmpty();
  }
}
