package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.SimulatedUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two nodes of each verticle, users who log in without pause, and nodes that are killed, frozen and replaced.
 *
 * <p>By default one of each role is taken; {@code -Dally.outages=all} takes every one in turn.
 */
@Tag("trial")
class OutageIT {
  private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);
  private static final boolean ALL = "all".equals(System.getProperty("ally.outages"));
  private static final int USERS = Integer.getInteger("ally.outages.users", 90);
  private static final int AT_ONCE = 3;

  @TempDir static Path directory;
  private static Fleet fleet;
  private static List<SimulatedUser> users;
  private Traffic traffic;

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).start(2, 2, 2);
    users = EnrolledUsers.make(fleet, USERS);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    fleet.revive();
    traffic = Traffic.of(fleet, users, AT_ONCE);
    traffic.awaitMore(5);
  }

  @AfterEach
  void nothingWasLost(TestInfo test) throws Exception {
    traffic.end();
    fleet.revive();
    LOG.info("{}: asked again {} times by web, {} by account", test.getDisplayName(),
        fleet.counted("ally_bus_asked_again", Role.WEB), fleet.counted("ally_bus_asked_again", Role.ACCOUNT));
    InvariantCheck.nothingWasLost(fleet, traffic);
    assertThat(fleet.database.count("account.session")).isGreaterThanOrEqualTo(traffic.successes());
    fleet.database.execute("TRUNCATE account.activity, account.letter, account.link, totp.operation");
  }

  @Test
  void aKilledNodeIsNotNoticedForLong() throws Exception {
    for (Fleet.Node node : taken()) {
      long begin = System.nanoTime();
      node.process().kill();
      traffic.awaitMore(20);
      Traffic.Count count = traffic.since(begin);
      LOG.info("kill -9 {}: {}", node, count);
      assertThat(count.longestGap()).as(node + " " + count).isLessThan(Duration.ofSeconds(3));
      if (node.role != Role.WEB) {
        assertThat(count.failed()).as(node + " " + count).isZero();
      }
      node.start();
      fleet.awaitReady(node);
    }
  }

  @Test
  void aFrozenNodeIsNotNoticedForLongAndComesBack() throws Exception {
    for (Fleet.Node node : taken()) {
      if (node.role == Role.WEB) {
        continue;
      }
      long begin = System.nanoTime();
      node.process().signal("STOP");
      traffic.awaitMore(25);
      node.process().signal("CONT");
      fleet.awaitReady(node);
      traffic.awaitMore(10);
      Traffic.Count count = traffic.since(begin);
      LOG.info("freeze {}: {}", node, count);
      assertThat(count.longestGap()).as(node + " " + count).isLessThan(Duration.ofSeconds(6));
      assertThat(count.failed()).as(node + " " + count).isZero();
    }
  }

  @Test
  void aRollingRestartOfAllIsNotNoticed() throws Exception {
    long begin = System.nanoTime();
    for (Fleet.Node node : fleet.nodes) {
      assertThat(node.process().terminate().exit(Duration.ofSeconds(15))).as(node + "\n" + node.process().out()).isZero();
      node.start();
      fleet.awaitReady(node);
      LOG.info("{} is replaced after {} ms", node, (System.nanoTime() - begin) / 1_000_000);
    }
    traffic.awaitMore(5);
    Traffic.Count count = traffic.since(begin);
    LOG.info("rolling restart: {}", count);
    assertThat(count.failed()).as(count.toString()).isZero();
  }

  private static List<Fleet.Node> taken() {
    return ALL ? fleet.nodes : List.of(
        fleet.of(Role.TOTP).get(0), fleet.of(Role.ACCOUNT).get(0), fleet.of(Role.WEB).get(0));
  }
}
