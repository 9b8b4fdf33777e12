package dev.ally.benchmark;

import dev.ally.cluster.Authority;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Whole logins with both factors against the finished jar and a PostgreSQL that gives up no durability, each in
 * processes of its own, on this machine alone. {@code mvn -B -Pbenchmark verify}; what is printed is explained in
 * {@code src/docs/benchmark.md}, and stands in {@code target/benchmark.json} too.
 */
public final class Benchmark {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrintStream OUT = System.out;
  private static final Duration RAMP = Duration.ofSeconds(2);
  private static final Duration CEILING = Duration.ofSeconds(4);
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int SESSIONS_OF_EACH = 4;
  private static final String HASH_THREADS = "ally-hash";
  private static final int PAGES_BEFORE = 30_000;
  private static final int CODE_STEPS = 1_000;
  /** Of each kind; a person may log in to applications 500 times in an hour. */
  private static final int APPLICATION_STEPS = Integer.getInteger("benchmark.applications", 4_000);
  private static final int OTHER_CLIENTS = 10_000;

  private final Path directory;
  private final Duration time = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 10));
  private final List<Integer> levels = numbers("benchmark.levels", "1,16,64,256,1024");
  private final List<Integer> bursts = numbers("benchmark.bursts", "100,400,600,1500");
  private final int memoryKib = Integer.getInteger("benchmark.hash.memory", 19_456);
  private final int iterations = Integer.getInteger("benchmark.hash.iterations", 2);
  private final Set<String> parts =
      Set.of(System.getProperty("benchmark.parts", "one,storm,burst,codes,three,six,ready").split(","));
  private final PasswordHash hash = new PasswordHash(memoryKib, iterations);
  private final JsonObject json = new JsonObject();
  private final JsonArray measured = new JsonArray();
  private OwnPostgres postgres;
  private Crowd crowd;
  private Map<String, String> settings;
  private List<SimulatedUser> people;
  private double best;
  /** As it was measured last; the machine's own speed changes from minute to minute. */
  private Ceiling ceiling;

  private Benchmark(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    if (!Machine.tells()) {
      throw new IllegalStateException("this reads /proc: it needs Linux");
    }
    Path directory = Files.createTempDirectory("ally-benchmark");
    try {
      Benchmark benchmark = new Benchmark(directory);
      benchmark.requireParts();
      benchmark.run();
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static List<Integer> numbers(String property, String otherwise) {
    return Arrays.stream(System.getProperty(property, otherwise).split(",")).map(Integer::valueOf).toList();
  }

  private void requireParts() {
    if (Collections.disjoint(parts, Set.of("one", "three", "six", "ready"))) {
      throw new IllegalArgumentException(
          "benchmark.parts needs at least one of one, three, six and ready: the others measure what these start");
    }
  }

  private void run() throws Exception {
    try (OwnPostgres started = OwnPostgres.start(directory.resolve("postgres"), Map.of("max_connections", "100"))) {
      postgres = started;
      prepare();
      say("argon2id %d KiB, %d iterations; %d people, %d other accounts; %d s each",
          memoryKib, iterations, people.size(), Integer.getInteger("benchmark.accounts", 0), time.toSeconds());
      OUT.println(Measured.HEADING);
      if (parts.contains("one")) {
        try (Deployed one = Deployed.inOneProcess(directory.resolve("one"), settings)) {
          say("ready with a PostgreSQL of one's own after %.1f s", one.toReady().toMillis() / 1e3);
          json.put("readyOwnPostgresSeconds", one.toReady().toMillis() / 1e3);
          load("one process", one, levels);
        }
      }
      if (parts.contains("three") || parts.contains("six")) {
        Path keys = directory.resolve("cluster");
        new Authority(Clock.systemUTC(), RANDOM).init(keys);
        apart("three", 1, keys);
        apart("six", 2, keys);
      }
    }
    if (parts.contains("ready")) {
      embedded();
    }
    Files.writeString(Path.of("target/benchmark.json"), json.put("loads", measured).encodePrettily());
  }

  private void apart(String name, int each, Path keys) throws Exception {
    if (parts.contains(name)) {
      try (Deployed deployed = Deployed.apart(directory.resolve(name), settings, keys, each)) {
        load(name + " processes", deployed, levels.stream().filter(level -> level >= 16 && level <= 256).toList());
      }
    }
  }

  private void prepare() throws IOException, InterruptedException, SQLException {
    String account = database("ally_account");
    String totp = database("ally_totp");
    String oidc = database("ally_oidc");
    try (AllyProcess migrate = AllyProcess.in(directory)
        .with("ALLY_DATABASE_URI", postgres.uri(postgres.port()))
        .with("ALLY_ACCOUNT_DATABASE_URI", account).with("ALLY_TOTP_DATABASE_URI", totp)
        .with("ALLY_OIDC_DATABASE_URI", oidc).start("migrate")) {
      if (migrate.exit() != 0) {
        throw new IllegalStateException(migrate.out() + migrate.err());
      }
    }
    Keyring accountKeys = keys("account.key");
    Keyring totpKeys = keys("totp.key");
    crowd = new Crowd(postgres, accountKeys, totpKeys);
    people = crowd.make(Integer.getInteger("benchmark.people", 6_000), hash);
    if (Integer.getInteger("benchmark.accounts", 0) > 0) {
      crowd.makeOthers(Integer.getInteger("benchmark.accounts"), SESSIONS_OF_EACH);
    }
    settings = new HashMap<>(Map.of(
        "ALLY_ACCOUNT_DATABASE_URI", account,
        "ALLY_TOTP_DATABASE_URI", totp,
        "ALLY_ACCOUNT_KEY_FILE", directory.resolve("account.key").toString(),
        "ALLY_TOTP_KEY_FILE", directory.resolve("totp.key").toString(),
        "ALLY_HASH_MEMORY_KIB", Integer.toString(memoryKib),
        "ALLY_HASH_ITERATIONS", Integer.toString(iterations),
        // The people of a burst come through a proxy that tells their addresses.
        "ALLY_TRUSTED_PROXIES", "127.0.0.0/8"));
    if (Boolean.getBoolean("benchmark.oidc") || parts.contains("applications")) {
      keys("oidc.key");
      settings.put("ALLY_OIDC_DATABASE_URI", oidc);
      settings.put("ALLY_OIDC_KEY_FILE", directory.resolve("oidc.key").toString());
    }
    settings.put("JDK_JAVA_OPTIONS", System.getProperty("benchmark.java", ""));
  }

  private String database(String user) {
    return "postgresql://" + user + ":benchmark@127.0.0.1:" + postgres.port() + "/postgres?sslmode=disable";
  }

  private Keyring keys(String file) throws IOException {
    List<String> lines = List.of(Keyring.generateLine(RANDOM));
    Files.write(directory.resolve(file), lines);
    return Keyring.parse(lines);
  }

  private void load(String name, Deployed deployed, List<Integer> atOnce) throws Exception {
    List<Measured> all = new ArrayList<>();
    try (Driver driver = new Driver(deployed.urls(), people)) {
      warm(driver);
      ceiling = ceiling();
      for (int level : atOnce) {
        driver.startLogins(level);
        driver.startLooking();
        all.add(measure(name, level + " at once", deployed, driver));
        if (level == 256) {
          say("peak resident memory by then %.0f MiB, %.0f of it for hashes",
              Machine.peakResidentMib(deployed.pids()), THREADS * memoryKib / 1024.0);
          json.put("peakResidentMib " + name, Machine.peakResidentMib(deployed.pids()));
        }
      }
      best = Math.max(best, all.stream().mapToDouble(Measured::loginsPerSecond).max().orElse(0));
      if (parts.contains("codes")) {
        codes(name, deployed, driver);
      }
      if (parts.contains("applications")) {
        applications(name, deployed, driver);
      }
      if (parts.contains("burst")) {
        for (int count : bursts) {
          Burst burst = Burst.of(count, driver);
          say("%s, %s", name, burst.line());
          say("peak resident memory by then %.0f MiB", Machine.peakResidentMib(deployed.pids()));
          json.put("burst " + name + " " + count, burst.json());
        }
      }
      if (parts.contains("storm")) {
        driver.startArrivals(2 * best);
        driver.startLooking();
        Measured storm = measure(name, String.format(Locale.ROOT, "%.0f/s arrive", 2 * best), deployed, driver);
        all.add(storm);
        say("known browsers in the storm: %d of %d logged in",
            storm.tally().loginsOfKnownBrowsers, storm.tally().begunByKnownBrowsers);
      }
    }
    say("peak resident memory %.0f MiB", Machine.peakResidentMib(deployed.pids()));
    all.forEach(one -> measured.add(one.json()));
  }

  private Ceiling ceiling() throws InterruptedException {
    return Ceiling.measure(hash, THREADS, CEILING);
  }

  /** The second step without the first: what is left of a login when nothing is hashed. */
  private void codes(String name, Deployed deployed, Driver driver) throws IOException {
    double bare = Bare.perSecond(postgres.uri(postgres.port()), 20_000, 64);
    driver.prepareCodeSteps(CODE_STEPS);
    double serverCpu = Machine.cpuSeconds(deployed.pids());
    double postgresCpu = Machine.cpuSeconds(List.of(postgres.pid()));
    double driverCpu = Machine.ownCpuSeconds();
    double steps = driver.codeSteps(64);
    say("code steps alone %.0f a second, of %.0f bare: %.2f; processor time of each %.2f ms, PostgreSQL's %.2f, driver's %.2f",
        steps, bare, steps / bare, (Machine.cpuSeconds(deployed.pids()) - serverCpu) / CODE_STEPS * 1e3,
        (Machine.cpuSeconds(List.of(postgres.pid())) - postgresCpu) / CODE_STEPS * 1e3,
        (Machine.ownCpuSeconds() - driverCpu) / CODE_STEPS * 1e3);
    json.put("codeStepsPerSecond " + name, steps).put("bareCommitsPerSecond " + name, bare);
  }

  /** What a login to an application costs beside the login itself, and what programs ask for afterwards. */
  private void applications(String name, Deployed deployed, Driver driver) throws Exception {
    Path file = Files.writeString(directory.resolve("clients.json"), Applications.CLIENTS);
    AllyProcess.Builder builder = AllyProcess.in(directory).with("ALLY_PUBLIC_URL", Deployed.PUBLIC_URL);
    settings.forEach(builder::with);
    try (AllyProcess apply = builder.start("client", "apply", file.toString())) {
      if (apply.exit() != 0) {
        throw new IllegalStateException(apply.out() + apply.err());
      }
    }
    double bare = Bare.perSecond(postgres.uri(postgres.port()), 20_000, 64);
    try (Applications asking = new Applications(deployed.urls().get(0), driver.loggedIn(Applications.PEOPLE))) {
      asking.prepare();
      rows(name, deployed, asking, bare);
      int grants = Integer.getInteger("benchmark.grants", 0);
      if (grants > 0) {
        crowd.makeGrants(OTHER_CLIENTS, grants, Applications.CLIENT);
        String beside = String.format(Locale.ROOT, "%s beside %d grants to %d clients", name, grants, OTHER_CLIENTS);
        rows(beside, deployed, asking, bare);
      }
    }
  }

  private void rows(String name, Deployed deployed, Applications asking, double bare) throws IOException {
    rows(name + ", logins to an application", deployed, asking::logIn, bare);
    rows(name + ", refreshes", deployed, asking::refresh, bare);
    rows(name + ", forward-auth checks", deployed, asking::check, bare);
    rows(name + ", forward-auth checks by few", deployed, asking::checkByFew, bare);
  }

  private void rows(String what, Deployed deployed, IntFunction<Applications.Done> work, double bare)
      throws IOException {
    work.apply(APPLICATION_STEPS / 2);
    double serverCpu = Machine.cpuSeconds(deployed.pids());
    double postgresCpu = Machine.cpuSeconds(List.of(postgres.pid()));
    Applications.Done done = work.apply(APPLICATION_STEPS);
    int count = done.millis().length;
    double server = (Machine.cpuSeconds(deployed.pids()) - serverCpu) / count * 1e3;
    double database = (Machine.cpuSeconds(List.of(postgres.pid())) - postgresCpu) / count * 1e3;
    say("%s: %.0f a second, of %.0f bare: %.2f; p50 %.1f ms, p99 %.1f; processor time of each %.2f ms, PostgreSQL's %.2f",
        what, done.perSecond(), bare, done.perSecond() / bare, done.millis(50), done.millis(99), server, database);
    json.put(what, new JsonObject()
        .put("perSecond", done.perSecond()).put("ofBare", done.perSecond() / bare)
        .put("p50Millis", done.millis(50)).put("p99Millis", done.millis(99))
        .put("serverCpuMillis", server).put("postgresCpuMillis", database));
  }

  /** What runs for the first time is compiled, and every account knows its browser. */
  private void warm(Driver driver) throws InterruptedException {
    driver.readPages(PAGES_BEFORE);
    driver.startLogins(16);
    driver.startLooking();
    Thread.sleep(Integer.getInteger("benchmark.warm", 150) * 1_000L);
    driver.end();
  }

  private Measured measure(String name, String load, Deployed deployed, Driver driver) throws Exception {
    Thread.sleep(RAMP.toMillis());
    List<Long> postgresPid = List.of(postgres.pid());
    double statements = statements(deployed);
    double transactions = transactions();
    double asked = asked(deployed);
    double serverCpu = Machine.cpuSeconds(deployed.pids());
    double hashCpu = Machine.cpuSecondsOfThreads(deployed.pids(), HASH_THREADS);
    double postgresCpu = Machine.cpuSeconds(postgresPid);
    double driverCpu = Machine.ownCpuSeconds();
    double idle = Machine.idleSeconds();
    driver.next();
    long began = System.nanoTime();
    Thread.sleep(time.toMillis());
    Tally tally = driver.next();
    double seconds = (System.nanoTime() - began) / 1e9;
    serverCpu = Machine.cpuSeconds(deployed.pids()) - serverCpu;
    hashCpu = Machine.cpuSecondsOfThreads(deployed.pids(), HASH_THREADS) - hashCpu;
    postgresCpu = Machine.cpuSeconds(postgresPid) - postgresCpu;
    driverCpu = Machine.ownCpuSeconds() - driverCpu;
    idle = Machine.idleSeconds() - idle;
    statements = statements(deployed) - statements;
    asked = asked(deployed) - asked;
    transactions = transactions() - transactions;
    driver.end();
    Ceiling before = ceiling;
    ceiling = ceiling();
    Measured one = new Measured(name, load, before.mean(ceiling), seconds, tally, serverCpu, hashCpu, postgresCpu, driverCpu, idle,
        statements, transactions, asked);
    OUT.println(one.line());
    return one;
  }

  private static double statements(Deployed deployed) throws IOException, InterruptedException {
    return deployed.counted("vertx_pool_completed_total{pool_name=\"account\",pool_type=\"sql\"}")
        + deployed.counted("vertx_pool_completed_total{pool_name=\"totp\",pool_type=\"sql\"}");
  }

  private static double asked(Deployed deployed) throws IOException, InterruptedException {
    return deployed.counted("vertx_eventbus_sent_total");
  }

  private double transactions() {
    return Double.parseDouble(postgres.read("SELECT sum(xact_commit) FROM pg_stat_database").get(0));
  }

  /** On its own PostgreSQL, made anew and found again. */
  private void embedded() throws IOException {
    Map<String, String> own = Map.of("ALLY_DATA_DIR", directory.resolve("data").toString());
    for (String when : List.of("new", "again")) {
      try (Deployed started = Deployed.inOneProcess(directory.resolve("embedded"), own)) {
        say("ready with the embedded PostgreSQL, %s, after %.1f s", when, started.toReady().toMillis() / 1e3);
        json.put("readyEmbedded " + when, started.toReady().toMillis() / 1e3);
      }
    }
  }

  private static void say(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
