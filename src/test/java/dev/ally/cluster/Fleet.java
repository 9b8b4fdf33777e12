package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.crypto.Keyring;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Browser;
import dev.ally.harness.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes of one cluster on this machine, each a process of its own, and the PostgreSQL that they share. */
final class Fleet implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  /** Small: many of them share the machine. */
  private static final String JAVA = "-Xmx256m";
  private static final int NODES = 10;
  /** Each is ready only when the one that it asks can be reached. */
  private static final List<Role> IN_TURN = List.of(Role.TOTP, Role.ACCOUNT, Role.OIDC, Role.WEB);
  /** So far above each node's cluster port is the one where others see whether it lives. */
  private static final int FAILURE_DETECTION = 100;

  private static final URI PUBLIC_URL = URI.create("http://localhost:8080");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Path directory;
  final TestDatabase database;
  final Keyring accountKeys;
  final Keyring totpKeys;
  final Keyring oidcKeys;
  final List<Node> nodes = new ArrayList<>();
  private final IntFunction<Site> sites;
  private final int firstPort;
  private IntFunction<String> java = number -> JAVA;
  private volatile Optional<Path> otherJar = Optional.empty();
  private boolean forLong;
  private int oidcs;
  private Map<String, String> environment = Map.of();

  /** One place in the fleet; whatever process fills it has the same ports. */
  final class Node {
    final Role role;
    final int number;
    private final Site site;
    private final int httpPort;
    private final int managementPort;
    private final int busPort;
    private volatile AllyProcess process;

    private Node(Role role, int number) {
      this.role = role;
      this.number = number;
      this.site = sites.apply(number);
      this.httpPort = Ports.free();
      this.managementPort = Ports.free();
      this.busPort = Ports.free();
    }

    AllyProcess process() {
      return process;
    }

    /** Where people reach its pages. */
    URI url() {
      return URI.create("http://" + site.front() + ":" + httpPort);
    }

    int clusterPort() {
      return firstPort + number;
    }

    int busPort() {
      return busPort;
    }

    /** Starts a process and does not wait for it. */
    Node start() throws IOException {
      process = settings(keysOf(role)).start("serve", "--verticles", role.text());
      return this;
    }

    AllyProcess.Builder settings(Path keys) throws IOException {
      AllyProcess.Builder builder = AllyProcess.in(Files.createDirectories(directory.resolve(toString())))
          .through(site.through().toArray(String[]::new))
          .with("JAVA_TOOL_OPTIONS", java.apply(number))
          .with("ALLY_HTTP_HOST", site.front())
          .with("ALLY_HTTP_PORT", Integer.toString(httpPort))
          .with("ALLY_PUBLIC_URL", PUBLIC_URL.toString())
          .with("ALLY_MANAGEMENT_HOST", site.front())
          .with("ALLY_MANAGEMENT_PORT", Integer.toString(managementPort))
          .with("ALLY_CLUSTER_HOSTS", hosts())
          .with("ALLY_CLUSTER_HOST", site.back())
          .with("ALLY_CLUSTER_PORT", Integer.toString(firstPort + number))
          .with("ALLY_BUS_PORT", Integer.toString(busPort))
          .with("ALLY_CLUSTER_KEYS", keys.toString());
      environment.forEach(builder::with);
      otherJar.ifPresent(builder::jar);
      if (forLong) {
        builder.asForLong();
      }
      return switch (role) {
        case WEB -> builder;
        case OIDC -> builder
            .with("ALLY_OIDC_DATABASE_URI", site.database().apply(database.oidcUri()).toString())
            .with("ALLY_OIDC_KEY_FILE", directory.resolve("oidc.key").toString())
            .with("ALLY_DATABASE_POOL", "8");
        case ACCOUNT -> builder
            .with("ALLY_ACCOUNT_DATABASE_URI", site.database().apply(database.accountUri()).toString())
            .with("ALLY_ACCOUNT_KEY_FILE", directory.resolve("account.key").toString())
            .with("ALLY_DATABASE_POOL", "8")
            .with("ALLY_HASH_MEMORY_KIB", "7168")
            .with("ALLY_HASH_ITERATIONS", "5");
        case TOTP -> builder
            .with("ALLY_TOTP_DATABASE_URI", site.database().apply(database.totpUri()).toString())
            .with("ALLY_DATABASE_POOL", "8")
            .with("ALLY_TOTP_KEY_FILE", directory.resolve("totp.key").toString());
      };
    }

    /** What it says of its health; empty while it answers nothing. */
    String health() throws InterruptedException {
      try {
        return process.getManagement("/health/ready").body();
      } catch (IOException notListeningYet) {
        return "";
      }
    }

    boolean isReady() {
      return process.isAlive() && process.isReady();
    }

    @Override
    public String toString() {
      return role.text() + "-" + number;
    }
  }

  /** All on this machine. */
  Fleet(Path directory) throws IOException {
    this(directory, TestDatabase.create(), number -> Site.HERE);
  }

  /** @param sites where the node of each number is; the nodes of a role are numbered in a row */
  Fleet(Path directory, TestDatabase database, IntFunction<Site> sites) throws IOException {
    this.directory = directory;
    this.database = database;
    this.sites = sites;
    this.firstPort = Ports.inARow(NODES + FAILURE_DETECTION);
    new Authority(Clock.systemUTC(), RANDOM).init(directory.resolve("cluster"));
    accountKeys = keys("account.key");
    totpKeys = keys("totp.key");
    oidcKeys = keys("oidc.key");
  }

  /** @param options of Java, of the node of each number */
  Fleet java(IntFunction<String> options) {
    java = number -> JAVA + " " + options.apply(number);
    return this;
  }

  /** Its processes run with what Java chooses for a server. */
  Fleet asForLong() {
    forLong = true;
    return this;
  }

  /** So many nodes for applications too. */
  Fleet withOidc(int nodes) {
    oidcs = nodes;
    return this;
  }

  /** All its processes have these environment variables too. */
  Fleet with(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /** Processes that start from now on run this jar. */
  Fleet runs(Path jar) {
    otherJar = Optional.of(jar);
    return this;
  }

  /** Processes that start from now on run the jar that is tested. */
  void runsTheTestedJar() {
    otherJar = Optional.empty();
  }

  /** So many nodes of each role, those of a role at once; returns when all are ready. See {@link #withOidc}. */
  Fleet start(int webs, int accounts, int totps) throws IOException, InterruptedException {
    for (Role role : IN_TURN) {
      int count = switch (role) {
        case WEB -> webs;
        case ACCOUNT -> accounts;
        case TOTP -> totps;
        case OIDC -> oidcs;
      };
      for (int i = 0; i < count; i++) {
        nodes.add(new Node(role, nodes.size()));
      }
    }
    try {
      for (Role role : IN_TURN) {
        for (Node node : of(role)) {
          node.start();
        }
        for (Node node : of(role)) {
          node.process().awaitReady();
        }
      }
      awaitReady();
      return this;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts what has ended, and waits until all are ready. */
  void revive() throws IOException, InterruptedException {
    for (Node node : nodes) {
      if (!node.process().isAlive()) {
        node.start();
      }
    }
    awaitReady();
  }

  /** A node that is none of these. */
  Node another(Role role) {
    return new Node(role, 6);
  }

  void awaitReady() throws IOException, InterruptedException {
    for (Node node : nodes) {
      awaitReady(node);
    }
  }

  void awaitReady(Node node) throws IOException, InterruptedException {
    try {
      node.process().await(() -> node.isReady() || !node.process().isAlive());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(node + " " + node.health() + "\n" + e.getMessage(), e);
    }
    if (!node.process().isAlive()) {
      throw new IllegalStateException(node + " ended\n" + node.process().out() + node.process().err());
    }
  }

  List<Node> of(Role role) {
    return nodes.stream().filter(node -> node.role == role).toList();
  }

  /** A browser at the first of the web nodes. */
  Browser browser() {
    return browser(() -> of(Role.WEB).get(0));
  }

  /** A browser behind a proxy that sends every request to this web node. */
  static Browser browser(Supplier<Node> next) {
    return browserAt(() -> next.get().url());
  }

  /** A browser that sends each request where this says. */
  static Browser browserAt(Supplier<URI> next) {
    return new Browser(next, PUBLIC_URL, PATIENCE);
  }

  Path keysOf(Role role) {
    return directory.resolve("cluster").resolve(role.text());
  }

  String hosts() {
    return IntStream.range(0, NODES)
        .mapToObj(number -> sites.apply(number).back() + ":" + (firstPort + number)).collect(Collectors.joining(","));
  }

  int firstPort() {
    return firstPort;
  }

  /** The number that the nodes of a role have counted, in all. */
  long counted(String metric, Role role) throws IOException, InterruptedException {
    double sum = 0;
    for (Node node : of(role)) {
      String metrics = node.process().getManagement("/metrics").body();
      sum += metrics.lines().filter(line -> line.startsWith(metric + "_total"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }
    return Math.round(sum);
  }

  private Keyring keys(String file) throws IOException {
    List<String> lines = List.of(Keyring.generateLine(RANDOM));
    Files.write(directory.resolve(file), lines);
    return Keyring.parse(lines);
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      if (node.process != null && node.process.isAlive()) {
        node.process.terminate();
      }
    }
    for (Node node : nodes) {
      if (node.process != null) {
        node.process.close();
      }
    }
    database.close();
  }
}
