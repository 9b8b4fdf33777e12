package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of each verticle at each of two sites, which both reach the database and both serve users, while the wire between
 * them is cut and mended.
 */
@Tag("trial")
class PartitionIT {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionIT.class);
  private static final int USERS = 90;
  private static final int AT_ONCE = 3;
  /** Longer than any node remembers another that it cannot reach. */
  private static final Duration CUT = Duration.ofSeconds(70);

  /** Longer than either half takes to notice, and a login that began before. */
  private static final Duration NOTICED = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static TwoSites sites;
  private static Fleet fleet;
  private static List<SimulatedUser> users;
  /** Users whom an attacker at each site impersonates. */
  private static List<SimulatedUser> impersonated;

  @BeforeAll
  static void start() throws Exception {
    TwoSites.need();
    TestDatabase database = TestDatabase.create();
    sites = TwoSites.make(database.superuser().port());
    fleet = new Fleet(directory, database, sites::of).start(2, 2, 2);
    users = EnrolledUsers.make(fleet, USERS);
    impersonated = EnrolledUsers.make(fleet, 10);
  }

  @AfterAll
  static void stop() throws Exception {
    if (fleet != null) {
      fleet.close();
    }
    if (sites != null) {
      sites.close();
    }
  }

  @Test
  void twoHalvesServeAsOneAndAreOneAgainWithoutHelp() throws Exception {
    Traffic traffic = Traffic.of(fleet, users, AT_ONCE);
    traffic.awaitMore(5);
    assertThat(sitesConnect()).isTrue();
    long again = askedAgain();
    long cut = System.nanoTime();
    sites.cut();
    assertThat(sitesConnect()).isFalse();
    impersonated.subList(0, 5).forEach(PartitionIT::impersonateAtBothSites);
    while (System.nanoTime() - cut < CUT.toNanos()) {
      traffic.awaitMore(5);
    }
    impersonated.subList(5, 10).forEach(PartitionIT::impersonateAtBothSites);
    Traffic.Count apart = traffic.since(cut);
    LOG.info("cut: {}; asked again {} times", apart, askedAgain() - again);
    assertThat(sitesConnect()).isFalse();

    long mended = System.nanoTime();
    again = askedAgain();
    sites.mend();
    awaitConnection();
    traffic.awaitMore(30);
    fleet.awaitReady();
    Traffic.Count together = traffic.since(mended);
    LOG.info("mended: {}; asked again {} times", together, askedAgain() - again);

    // Until each half knows that the other is gone, some users may be told to come again.
    assertThat(apart.failed()).as(apart.toString()).isLessThanOrEqualTo(AT_ONCE);
    assertThat(traffic.since(cut + NOTICED.toNanos()).failed()).as(apart.toString()).isZero();
    assertThat(together.failed()).as(together.toString()).isZero();
    eachSiteNeedsTheOther(traffic);
    traffic.end();
    fleet.revive();
    InvariantCheck.nothingWasLost(fleet, traffic);
  }

  /** One account and one totp are left, at different sites: a login that succeeds has been served by both. */
  private static void eachSiteNeedsTheOther(Traffic traffic) throws Exception {
    fleet.of(Role.ACCOUNT).get(0).process().kill();
    fleet.of(Role.TOTP).get(1).process().kill();
    long killed = System.nanoTime();
    traffic.awaitMore(20);
    LOG.info("one account and one totp left, at different sites: {}", traffic.since(killed));
  }

  /** Two who have the password and see the code send it at the same time, at different sites: one gets in. */
  private static void impersonateAtBothSites(SimulatedUser user) {
    String code = user.codeNow();
    List<CompletableFuture<Boolean>> both = new ArrayList<>();
    for (Fleet.Node web : fleet.of(Role.WEB)) {
      SimulatedUser attacker = user.at(Fleet.browser(() -> web));
      attacker.logInWithPassword();
      both.add(CompletableFuture.supplyAsync(() -> isTaken(attacker, code)));
    }
    assertThat(both.stream().map(CompletableFuture::join).toList()).containsExactlyInAnyOrder(true, false);
  }

  private static boolean isTaken(SimulatedUser attacker, String code) {
    HttpResponse<String> answer = attacker.code(code);
    assertThat(answer.statusCode()).isIn(303, 422);
    return answer.statusCode() == 303 && attacker.isSignedIn();
  }

  /** The second account is at the second site. */
  private static boolean sitesConnect() throws IOException, InterruptedException {
    return sites.connects(fleet.of(Role.ACCOUNT).get(1).clusterPort());
  }

  /** The kernels of the two sites ask for each other's address once a second. */
  private static void awaitConnection() throws IOException, InterruptedException {
    for (int attempt = 1; !sitesConnect(); attempt++) {
      assertThat(attempt).as("the wire is mended, and nothing comes through").isLessThan(10);
    }
  }

  /** By web and by account, in all. */
  private static long askedAgain() throws IOException, InterruptedException {
    return fleet.counted("ally_bus_asked_again", Role.WEB) + fleet.counted("ally_bus_asked_again", Role.ACCOUNT);
  }
}
