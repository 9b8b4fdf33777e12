package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  /** RFC 6761 §6.4: a name that nobody has. */
  private static final String NOBODYS = "nowhere.invalid";

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private void join(String host, Optional<String> advertised) throws Exception {
    Path cluster = directory.resolve("cluster");
    new Authority(Clock.systemUTC(), RANDOM).init(cluster);
    ClusterSettings settings = new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", 1))), host, 1, 0, advertised,
        cluster.resolve("web"));
    Cluster.join(settings, Set.of(Role.WEB), Optional.empty(), new VertxOptions(), Clock.systemUTC(), RANDOM);
  }

  @Test
  void namesTheSettingThatHoldsNoAddress() {
    assertThatThrownBy(() -> join(NOBODYS, Optional.empty())).isInstanceOf(ClusterRefused.class)
        .hasMessage("ALLY_CLUSTER_HOST: nowhere.invalid is not an address that this machine can resolve");
  }

  @Test
  void namesTheSettingThatHoldsNoAddressForOthers() {
    assertThatThrownBy(() -> join("127.0.0.1", Optional.of(NOBODYS))).isInstanceOf(ClusterRefused.class)
        .hasMessage("ALLY_CLUSTER_ADVERTISED_HOST: nowhere.invalid is not an address that this machine can resolve");
  }

  @Test
  void joinsAgainWhereInfinispanMistakesAnAnswerAndGivesUpInTheEnd() {
    assertThat(triesWith(new ClassCastException(), 2)).isEqualTo(3);
    assertThat(triesWith(new ClassCastException(), 7)).isEqualTo(8);
    assertThatThrownBy(() -> triesWith(new ClassCastException(), 8)).isInstanceOf(ClusterRefused.class);
    assertThatThrownBy(() -> triesWith(new BindException(), 1)).isInstanceOf(ClusterRefused.class);
  }

  @Test
  void triesNoMoreOnceItIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> triesWith(new ClassCastException(), 1)).isInstanceOf(ClusterRefused.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static int triesWith(Exception cause, int failures) {
    AtomicInteger tries = new AtomicInteger();
    return Cluster.tried(() -> {
      if (tries.incrementAndGet() <= failures) {
        throw new ClusterRefused("cannot be joined", new IllegalStateException(cause));
      }
      return tries.get();
    }, Duration.ZERO);
  }
}
