package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ally.bus.Role;
import dev.ally.harness.SimulatedUser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two nodes of each verticle behind a balancer, users who log in without pause, and nodes that are replaced, killed and
 * frozen.
 *
 * <p>By default one of each role is killed; {@code -Dally.outages=all} takes every one in turn. {@code
 * -Dally.jar.before=} names another jar to try, {@code -Dally.outages.only=PLAIN,12} the only balancer and number of people.
 */
@Tag("trial")
class OutageIT {
  private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);
  private static final boolean ALL = "all".equals(System.getProperty("ally.outages"));
  private static final int USERS = Integer.getInteger("ally.outages.users", 600);

  private static final String ONLY = System.getProperty("ally.outages.only", "");

  private enum Kind { NGINX, HAPROXY, PLAIN }

  @TempDir static Path directory;
  private static Fleet fleet;
  private static List<SimulatedUser> users;
  private Balancer balancer;
  private Traffic traffic;

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).asForLong();
    String jar = System.getProperty(UpgradeIT.BEFORE);
    if (jar != null) {
      fleet.runs(Path.of(jar));
    }
    fleet.start(2, 2, 2);
    users = EnrolledUsers.make(fleet, USERS);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void revive() throws Exception {
    fleet.revive();
  }

  private void begin(Kind kind, int people) {
    assumeTrue(ONLY.isEmpty() || ONLY.equals(kind + "," + people));
    List<URI> webs = fleet.of(Role.WEB).stream().map(Fleet.Node::url).toList();
    balancer = switch (kind) {
      case NGINX -> ProxyProgram.nginx(directory.resolve("nginx"), webs);
      case HAPROXY -> ProxyProgram.haproxy(directory.resolve("haproxy"), webs);
      case PLAIN -> new PlainBalancer(webs);
    };
    traffic = Traffic.through(balancer, fleet, users, people);
    // So that what runs already is warm, and only what is replaced is not.
    traffic.awaitMore(10 * people);
  }

  @AfterEach
  void nothingWasLost(TestInfo test) throws Exception {
    if (traffic == null) {
      return;
    }
    traffic.end();
    fleet.revive();
    LOG.info("{}: asked again {} times by web, {} by account", test.getDisplayName(),
        fleet.counted("ally_bus_asked_again", Role.WEB), fleet.counted("ally_bus_asked_again", Role.ACCOUNT));
    InvariantCheck.nothingWasLost(fleet, traffic);
    balancer.close();
    assertThat(fleet.database.count("account.session")).isGreaterThanOrEqualTo(traffic.successes());
    fleet.database.execute("TRUNCATE account.activity, account.letter, account.link, totp.operation");
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 4", "PLAIN, 12", "NGINX, 4", "NGINX, 12", "HAPROXY, 4", "HAPROXY, 12"})
  void aRollingRestartOfAllIsNotNoticed(Kind kind, int people) throws Exception {
    begin(kind, people);
    long begin = System.nanoTime();
    for (Fleet.Node node : fleet.nodes) {
      long stop = System.nanoTime();
      assertThat(node.process().terminate().exit(Duration.ofSeconds(15))).as(node + "\n" + node.process().out()).isZero();
      long start = System.nanoTime();
      node.start();
      fleet.awaitReady(node);
      LOG.info("{} stopped in {} ms, ready {} ms later", node, (start - stop) / 1_000_000,
          (System.nanoTime() - start) / 1_000_000);
    }
    traffic.awaitMore(5 * people);
    Traffic.Count count = traffic.since(begin);
    LOG.info("rolling restart, {}, {} people: {}", kind, people, count);
    assertThat(count.failed()).as(count.toString()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 4", "PLAIN, 12", "NGINX, 12"})
  void aKilledNodeIsNotNoticedForLong(Kind kind, int people) throws Exception {
    begin(kind, people);
    for (Fleet.Node node : taken()) {
      long begin = System.nanoTime();
      node.process().kill();
      traffic.awaitMore(20 * people);
      Traffic.Count count = traffic.since(begin);
      LOG.info("kill -9 {}, {}, {} people: {}", node, kind, people, count);
      assertThat(count.longestGap()).as(node + " " + count).isLessThan(Duration.ofSeconds(2));
      assertThat(count.failed()).as(node + " " + count).isLessThanOrEqualTo(node.role == Role.WEB ? people : 0);
      node.start();
      fleet.awaitReady(node);
    }
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 4", "PLAIN, 12"})
  void aFrozenNodeIsNotNoticedForLongAndComesBack(Kind kind, int people) throws Exception {
    begin(kind, people);
    for (Fleet.Node node : taken()) {
      if (node.role == Role.WEB) {
        continue;
      }
      long begin = System.nanoTime();
      node.process().signal("STOP");
      traffic.awaitMore(25 * people);
      node.process().signal("CONT");
      fleet.awaitReady(node);
      traffic.awaitMore(10 * people);
      Traffic.Count count = traffic.since(begin);
      LOG.info("freeze {}, {}, {} people: {}", node, kind, people, count);
      assertThat(count.longest()).as(node + " " + count).isLessThan(Duration.ofSeconds(4));
      assertThat(count.failed()).as(node + " " + count).isZero();
    }
  }

  private static List<Fleet.Node> taken() {
    return ALL ? fleet.nodes : List.of(
        fleet.of(Role.TOTP).get(0), fleet.of(Role.ACCOUNT).get(0), fleet.of(Role.WEB).get(0));
  }
}
