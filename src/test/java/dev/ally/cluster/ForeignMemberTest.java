package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.ClusterSettings;
import dev.ally.contract.Role;
import dev.ally.harness.Ports;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.AdvancedCache;
import org.infinispan.commons.api.CacheContainerAdmin.AdminFlag;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.context.Flag;
import org.infinispan.globalstate.ConfigurationStorage;
import org.infinispan.globalstate.GlobalConfigurationManager;
import org.infinispan.globalstate.ScopedState;
import org.infinispan.globalstate.impl.CacheState;
import org.infinispan.manager.ClusterExecutor;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member with the certificate of web that keeps to no settings of ours. */
@Timeout(60)
class ForeignMemberTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger RUN = new AtomicInteger();

  @TempDir static Path directory;
  private static Cluster node;
  private static DefaultCacheManager member;
  private static int firstPort;

  @BeforeAll
  static void start() throws Exception {
    new Authority(Clock.systemUTC(), RANDOM).init(directory.resolve("cluster"));
    firstPort = Ports.inARow(4);
    node = join(0, Role.TOTP);
    member = member();
  }

  @AfterAll
  static void stop() throws Exception {
    member.stop();
    node.close();
  }

  private static ClusterSettings settings(int number, Role role) {
    return new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", firstPort))),
        "127.0.0.1", firstPort + number, 0, Optional.empty(), directory.resolve("cluster").resolve(role.text()));
  }

  private static Cluster join(int number, Role role) {
    return Cluster.join(
        settings(number, role), Set.of(role), Optional.empty(), new VertxOptions(), Clock.systemUTC(), RANDOM);
  }

  private static DefaultCacheManager member() {
    ClusterSettings settings = settings(1, Role.WEB);
    Credentials credentials = Credentials.read(settings.keys(), EnumSet.of(Role.WEB), Clock.systemUTC());
    ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder();
    GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
    global.transport().defaultTransport().clusterName("ally")
        .transport(new JGroupsTransport(Stack.channel(settings, credentials, "web-foreign")));
    global.globalState().enable().configurationStorage(ConfigurationStorage.VOLATILE)
        .persistentLocation(directory.resolve("member").toString());
    return new DefaultCacheManager(holder, true);
  }

  @Test
  void makesNoCachesOnOtherNodes() throws Exception {
    // Within the member's directory for the member itself, and elsewhere for nodes.
    Path files = Path.of("target", "of-a-foreign-member");
    Configuration cache = new ConfigurationBuilder().clustering().cacheMode(CacheMode.REPL_SYNC)
        .persistence().addSoftIndexFileStore().dataLocation(files.toString()).indexLocation(files.toString()).build();
    assertThatThrownBy(() -> member.administration().withFlags(AdminFlag.VOLATILE).createCache("foreign", cache))
        .hasStackTraceContaining("refused");
    assertThat(files).doesNotExist();
    join(2, Role.ACCOUNT).close();
    assertThat(files).doesNotExist();
  }

  @Test
  void keepsNobodyFromJoiningByWhatItHandsOver() throws Exception {
    AdvancedCache<ScopedState, Object> descriptions = member.getGlobalComponentRegistry()
        .getComponent(GlobalConfigurationManager.class).getStateCache().getAdvancedCache()
        .withFlags(Flag.CACHE_MODE_LOCAL);
    // Of some another node has to tell, of others this member.
    for (int i = 0; i < 20; i++) {
      String name = "handed-over-" + i;
      descriptions.put(new ScopedState("cache", name),
          new CacheState(null, "<replicated-cache name='" + name + "'/>", EnumSet.noneOf(AdminFlag.class)));
    }
    join(3, Role.ACCOUNT).close();
  }

  @Test
  void runsNothingOnOtherNodes() throws Exception {
    ClusterExecutor others = member.executor().filterTargets(node -> !node.equals(member.getAddress()));
    assertThatThrownBy(() -> others.submit(() -> RUN.incrementAndGet()).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("refused");
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    others.submitConsumer(caches -> RUN.incrementAndGet(), (node, run, failure) -> failures.add(failure))
        .get(10, TimeUnit.SECONDS);
    assertThat(failures).singleElement().asString().contains("refused");
    assertThat(RUN).hasValue(0);
  }
}
