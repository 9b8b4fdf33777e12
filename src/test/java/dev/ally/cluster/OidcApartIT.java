package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that was made before there was {@code oidc}, and gets it as the document says. */
class OidcApartIT {
  private static final Duration PROMISED_STOP = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void aClusterWithoutItGetsItAndPeopleLogInAllTheWhile() throws Exception {
    try (Fleet fleet = new Fleet(directory)) {
      forgetOidc();
      fleet.start(1, 1, 1);
      List<SimulatedUser> users = EnrolledUsers.make(fleet, 4);
      users.get(0).logInWithCode();
      addTheRole();

      Fleet.Node oidc = fleet.another(Role.OIDC).start();
      try {
        oidc.process().awaitLive();
        oidc.process().await(() -> health(oidc).contains("no node serves account"));
        assertThat(fleet.nodes).as("whose own keys are of the cluster without oidc").allMatch(Fleet.Node::isReady);
        users.get(1).logInWithCode();

        restart(fleet, Role.ACCOUNT);
        restart(fleet, Role.WEB);
        fleet.awaitReady(oidc);
        users.get(2).logInWithCode();

        withoutAccountItIsNotReady(fleet, oidc);
        assertThat(oidc.process().terminate().exit(PROMISED_STOP)).isZero();
        Fleet.Node web = fleet.of(Role.WEB).get(0);
        assertThat(web.isReady()).as("web without oidc").isTrue();
        users.get(3).logInWithCode();
        assertThat(oidc.process().out()).doesNotContain(" ERROR ");
      } finally {
        oidc.process().close();
      }
    }
  }

  private void addTheRole() throws Exception {
    Path cluster = directory.resolve("cluster");
    try (AllyProcess init = AllyProcess.in(directory).start("cluster", "init", cluster.toString())) {
      assertThat(init.exit()).as(init.err()).isZero();
      assertThat(init.out().lines()).contains(
          cluster.resolve("web/bus-oidc.pem").toString(), cluster.resolve("account/oidc-authority.pem").toString(),
          cluster.resolve("oidc/certificate.pem").toString());
    }
  }

  private static void withoutAccountItIsNotReady(Fleet fleet, Fleet.Node oidc) throws Exception {
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    account.process().kill();
    oidc.process().await(() -> !oidc.isReady());
    assertThat(health(oidc)).contains("account is reachable", "DOWN");
    account.start();
    fleet.awaitReady();
    fleet.awaitReady(oidc);
  }

  private static void restart(Fleet fleet, Role role) throws IOException, InterruptedException {
    for (Fleet.Node node : fleet.of(role)) {
      assertThat(node.process().terminate().exit(PROMISED_STOP)).isZero();
      node.start();
      fleet.awaitReady(node);
    }
  }

  /** The directories are as the version before has made them. */
  private void forgetOidc() throws IOException {
    try (Stream<Path> paths = Files.walk(directory.resolve("cluster"))) {
      for (Path path : paths.filter(path -> directory.relativize(path).toString().contains("oidc"))
          .sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String health(Fleet.Node node) {
    try {
      return node.process().getManagement("/health/ready").body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
