package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.bus.cluster.ClusteredBus;
import dev.ally.config.ClusterSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.VertxTracerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.infinispan.commons.CacheConfigurationException;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.globalstate.ConfigurationStorage;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManagerStartupException;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;

/** A process that has joined the cluster: its Vert.x and its bus. */
public final class Cluster implements AutoCloseable {
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(45);
  private static final int JOIN_TRIES = 8;
  private static final Duration JOIN_PAUSE = Duration.ofMillis(500);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(3);
  /** In this time a node learns of the other members: nodes that start at once begin as several clusters. */
  private static final Duration SETTLING_TIME = Duration.ofSeconds(2);
  private static final int CONNECT_MILLIS = 500;
  private static final int NAME_BYTES = 5;

  private final long joinedNanos = System.nanoTime();
  private final JChannel channel;
  private final DefaultCacheManager caches;
  private final Vertx vertx;
  private final ClusteredBus bus;
  private final Membership membership;

  private Cluster(
      JChannel channel, DefaultCacheManager caches, Membership membership, Vertx vertx, ClusteredBus bus) {
    this.channel = channel;
    this.caches = caches;
    this.membership = membership;
    this.vertx = vertx;
    this.bus = bus;
  }

  /** What sees the work of the cluster's Vert.x. */
  public record Watched(Optional<VertxMetricsFactory> metrics, Optional<VertxTracerFactory> tracer) {}

  /**
   * Joins the cluster. Blocking. Forbids Java deserialization in this process, as {@link SerialFilter} does.
   *
   * @param wanted as the operator configured it
   * @param roles that run in this process
   * @throws ClusterRefused if the keys or the addresses are wrong
   */
  public static Cluster join(
      ClusterSettings wanted, Set<Role> roles, Optional<VertxMetricsFactory> metrics, VertxOptions options, Clock clock,
      SecureRandom random) {
    return join(wanted, roles, new Watched(metrics, Optional.empty()), options, clock, random);
  }

  /** The same, traced too. */
  public static Cluster join(
      ClusterSettings wanted, Set<Role> roles, Watched watched, VertxOptions options, Clock clock,
      SecureRandom random) {
    SerialFilter.refuseAll();
    ClusterSettings settings = wanted.at(address("ALLY_CLUSTER_HOST", wanted.host()));
    // Vert.x's own resolver would hold a UDP socket open on every address.
    System.setProperty("vertx.disableDnsResolver", "true");
    Credentials credentials = Credentials.read(settings.keys(), roles, clock);
    int busPort = busPort(settings);
    String reachedAt = settings.advertisedHost()
        .map(host -> address("ALLY_CLUSTER_ADVERTISED_HOST", host)).orElse(settings.host());
    Joined joined = tried(() -> joined(settings,
        Stack.channel(settings, credentials, Membership.id(name(roles, random), reachedAt, busPort))), JOIN_PAUSE);
    DefaultCacheManager caches = joined.caches;
    Membership membership = new Membership(caches);
    try {
      options.setEventBusOptions(bus(settings, busPort, credentials));
      var builder = Vertx.builder().with(options).withClusterManager(membership).withTransport(new BusDoor());
      watched.metrics.ifPresent(builder::withMetrics);
      watched.tracer.ifPresent(builder::withTracer);
      Vertx vertx = builder.buildClustered().await(JOIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      ClusteredBus bus = new ClusteredBus(vertx, membership, credentials.keys(), clock, random);
      bus.open(roles).await(JOIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return new Cluster(joined.channel, caches, membership, vertx, bus);
    } catch (TimeoutException e) {
      caches.stop();
      throw new ClusterRefused("The cluster could not be joined within " + JOIN_LIMIT.toSeconds() + " s", e);
    } catch (RuntimeException e) {
      caches.stop();
      throw e;
    }
  }

  public Vertx vertx() {
    return vertx;
  }

  public ClusteredBus bus() {
    return bus;
  }

  /** Succeeds once all nodes that may ask this one have connected to it and know what it serves. */
  public Future<Void> isSettled() {
    return System.nanoTime() - joinedNanos >= SETTLING_TIME.toNanos()
        ? bus.isKnown()
        : Future.failedFuture("other nodes are still connecting to this one");
  }

  /** Whether another node has had this role for longer. */
  public boolean hasOlder(Role role) {
    return !membership.with(role).stream().findFirst().equals(Optional.of(membership.self()));
  }

  /** Leaves the cluster. */
  @Override
  public void close() throws TimeoutException {
    try {
      Detection detection = channel.getProtocolStack().findProtocol(Detection.class);
      detection.sayGoodbye();
      vertx.close().await(LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      caches.stop();
    }
  }

  /**
   * The port of the bus. It must be known before, because the id contains it and Vert.x does not return when it cannot
   * listen.
   */
  private static int busPort(ClusterSettings settings) {
    try (ServerSocket socket = new ServerSocket(settings.busPort(), 1, InetAddress.getByName(settings.host()))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ClusterRefused("ALLY_CLUSTER_HOST, ALLY_BUS_PORT: cannot listen on " + settings.host() + ":"
          + settings.busPort() + ": " + e.getMessage(), e);
    }
  }

  private static String name(Set<Role> roles, SecureRandom random) {
    byte[] bytes = new byte[NAME_BYTES];
    random.nextBytes(bytes);
    return roles.stream().sorted().map(Role::text).collect(Collectors.joining("-", "", "-"))
        + HexFormat.of().formatHex(bytes);
  }

  private record Joined(JChannel channel, DefaultCacheManager caches) {}

  private static Joined joined(ClusterSettings settings, JChannel channel) {
    try {
      return new Joined(channel, caches(settings, channel));
    } catch (ClusterRefused e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Tries again where Infinispan fails by itself: while other nodes come and go the oldest may answer with an exception
   * that Infinispan takes for one of another class.
   *
   * @param pause before the second try; each later one is longer by as much
   */
  static <T> T tried(Supplier<T> join, Duration pause) {
    for (int tries = 1; ; tries++) {
      try {
        return join.get();
      } catch (ClusterRefused e) {
        boolean isLast = tries == JOIN_TRIES || !(innermost(e) instanceof ClassCastException);
        if (isLast || isInterrupted(pause.multipliedBy(tries))) {
          throw e;
        }
      }
    }
  }

  private static boolean isInterrupted(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** The maps that Vert.x requires; they hold no data of Ally. */
  private static DefaultCacheManager caches(ClusterSettings settings, JChannel channel) {
    ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder(Cluster.class.getClassLoader());
    GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
    global.transport().defaultTransport().transport(new JGroupsTransport(channel)).clusterName("ally");
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    global.jmx().disable();
    // No other caches can be made, not even by a request that MapDoor does not refuse.
    global.globalState().configurationStorage(ConfigurationStorage.IMMUTABLE);
    global.metrics().gauges(false).histograms(false);
    ConfigurationBuilder replicated = new ConfigurationBuilder();
    // Nothing that they hold is needed, so nobody waits for it: on a busy machine that takes minutes.
    replicated.clustering().cacheMode(CacheMode.REPL_SYNC).stateTransfer().awaitInitialTransfer(false);
    for (String cache : new String[] {"__vertx.subs", "__vertx.haInfo", "__vertx.nodeInfo"}) {
      holder.newConfigurationBuilder(cache).read(replicated.build());
    }
    holder.newConfigurationBuilder("__vertx.distributed.cache.configuration").template(true)
        .clustering().cacheMode(CacheMode.DIST_SYNC);
    try {
      DefaultCacheManager caches = new DefaultCacheManager(holder, false);
      MapDoor.before(caches);
      MapReader.restrict(caches);
      caches.start();
      return caches;
    } catch (EmbeddedCacheManagerStartupException | CacheConfigurationException e) {
      throw new ClusterRefused("ALLY_CLUSTER_HOST, ALLY_CLUSTER_PORT: the cluster cannot be joined at "
          + settings.host() + ":" + settings.port() + ": " + innermost(e), e);
    }
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static EventBusOptions bus(ClusterSettings settings, int busPort, Credentials credentials) {
    PemTrustOptions neighbours = new PemTrustOptions();
    credentials.neighbours().forEach(file -> neighbours.addCertPath(file.toString()));
    return new EventBusOptions()
        .setHost(settings.host())
        .setPort(busPort)
        .setClusterPublicHost(settings.advertisedHost().orElse(settings.host()))
        .setConnectTimeout(CONNECT_MILLIS)
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(new PemKeyCertOptions()
            .setCertPath(credentials.folder().resolve(Credentials.CERTIFICATE).toString())
            .setKeyPath(credentials.folder().resolve(Credentials.PRIVATE_KEY).toString()))
        .setTrustOptions(neighbours);
  }

  /**
   * Resolves the host; a wildcard address cannot be announced to others, so it becomes that of this machine's own name.
   */
  private static String address(String setting, String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return (address.isAnyLocalAddress() ? InetAddress.getLocalHost() : address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new ClusterRefused(setting + ": " + host + " is not an address that this machine can resolve", e);
    }
  }
}
