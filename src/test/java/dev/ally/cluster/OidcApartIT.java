package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that was made before there was {@code oidc}, and gets it as the document says. Its nodes are of the version
 * before if {@code -Dally.jar.before=} names the jar of that.
 */
class OidcApartIT {
  private static final Duration PROMISED_STOP = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void aClusterWithoutItGetsItAndPeopleLogInAllTheWhile() throws Exception {
    try (Fleet fleet = new Fleet(directory)) {
      forgetOidc();
      Optional<Path> before = Optional.ofNullable(System.getProperty(UpgradeIT.BEFORE)).map(Path::of);
      before.ifPresent(fleet::runs);
      fleet.start(1, 1, 1);
      List<SimulatedUser> users = EnrolledUsers.make(fleet, 5);
      users.get(0).logInWithCode();
      addTheRole();
      if (before.isPresent()) {
        aNodeTooEarlyHarmsNobody(fleet, users.get(4));
        for (Role role : List.of(Role.TOTP, Role.ACCOUNT, Role.WEB)) {
          restart(fleet, role);
        }
        users.get(1).logInWithCode();
      }

      Fleet.Node oidc = fleet.another(Role.OIDC).start();
      try {
        if (before.isEmpty()) {
          oidc.process().awaitLive();
          oidc.process().await(() -> health(oidc).contains("no node serves account"));
          assertThat(fleet.nodes).as("which have not read the new files yet").allMatch(Fleet.Node::isReady);
          users.get(1).logInWithCode();
          restart(fleet, Role.ACCOUNT);
          restart(fleet, Role.WEB);
        }
        fleet.awaitReady(oidc);
        users.get(2).logInWithCode();
        assertThat(answered(fleet, 200).body()).contains("\"kty\"");

        withoutAccountItIsNotReady(fleet, oidc);
        assertThat(oidc.process().terminate().exit(PROMISED_STOP)).isZero();
        Fleet.Node web = fleet.of(Role.WEB).get(0);
        assertThat(web.isReady()).as("web without oidc").isTrue();
        assertThat(answered(fleet, 503).headers().firstValue("retry-after")).isPresent();
        users.get(3).logInWithCode();
        assertThat(oidc.process().out()).doesNotContain(" ERROR ");
      } finally {
        oidc.process().close();
      }
    }
  }

  /** Nodes of the version before do not let it in. */
  private static void aNodeTooEarlyHarmsNobody(Fleet fleet, SimulatedUser user) throws Exception {
    fleet.runsTheTestedJar();
    Fleet.Node early = fleet.another(Role.OIDC).start();
    try {
      early.process().awaitLive();
      early.process().await(() -> health(early).contains("no node serves account"));
      user.logInWithCode();
      assertThat(fleet.nodes).allMatch(Fleet.Node::isReady);
    } finally {
      early.process().close();
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

  /** What web answers to the question for the keys that sign, once it has learned who serves it. */
  private static HttpResponse<String> answered(Fleet fleet, int status) {
    AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
    fleet.of(Role.WEB).get(0).process().await(() -> {
      answer.set(fleet.browser().get("/oauth2/jwks"));
      return answer.get().statusCode() == status;
    });
    return answer.get();
  }

  private static String health(Fleet.Node node) {
    try {
      return node.health();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
