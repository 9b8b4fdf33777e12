package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three nodes of each verticle, replaced one at a time by nodes of this version while people log in. {@code
 * -Dally.jar.before=} names the jar of the version before.
 */
@Tag("trial")
@EnabledIfSystemProperty(named = UpgradeIT.BEFORE, matches = ".+")
class UpgradeIT {
  static final String BEFORE = "ally.jar.before";

  private static final Logger LOG = LoggerFactory.getLogger(UpgradeIT.class);
  private static final int USERS = Integer.getInteger("ally.outages.users", 90);
  private static final int AT_ONCE = 3;

  @TempDir Path directory;

  @Test
  void nobodyNoticesThatNodesAreReplacedByThoseOfThisVersion() throws Exception {
    try (Fleet fleet = new Fleet(directory).runs(Path.of(System.getProperty(BEFORE)))) {
      fleet.start(3, 3, 3);
      Traffic traffic = Traffic.of(fleet, EnrolledUsers.make(fleet, USERS), AT_ONCE);
      traffic.awaitMore(5);
      fleet.runsTheTestedJar();
      long begin = System.nanoTime();
      for (Role role : new Role[] {Role.TOTP, Role.ACCOUNT, Role.WEB}) {
        for (Fleet.Node node : fleet.of(role)) {
          assertThat(node.process().terminate().exit(Duration.ofSeconds(15))).as(node.toString()).isZero();
          node.start();
          fleet.awaitReady(node);
          LOG.info("{} is of this version after {} ms", node, (System.nanoTime() - begin) / 1_000_000);
        }
      }
      traffic.awaitMore(20);
      Traffic.Count count = traffic.since(begin);
      traffic.end();
      LOG.info("upgrade: {}", count);
      assertThat(count.failed()).as(count.toString()).isZero();
      InvariantCheck.nothingWasLost(fleet, traffic);
    }
  }
}
