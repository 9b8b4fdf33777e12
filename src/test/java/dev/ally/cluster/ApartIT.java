package dev.ally.cluster;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three verticles in processes of their own. */
class ApartIT {
  @TempDir static Path directory;
  private static Fleet fleet;
  private static List<SimulatedUser> users;

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).start(2, 1, 1);
    users = EnrolledUsers.make(fleet, 4);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  /** Of nodes that have just begun, on a machine with other work, the first answers may be to come again. */
  private static void logIn(SimulatedUser user) {
    for (int attempt = 1; ; attempt++) {
      try {
        user.logInWithCode();
        return;
      } catch (SimulatedUser.Unexpected answer) {
        if (answer.status != 503 || attempt == 10) {
          throw answer;
        }
      }
    }
  }

  @Test
  void aLoginBegunOnOneWebNodeEndsOnTheOther() {
    List<Fleet.Node> webs = fleet.of(Role.WEB);
    int[] turn = {0};
    SimulatedUser user = users.get(3).at(Fleet.browser(() -> webs.get(turn[0]++ % 2)));
    logIn(user);
    assertThat(user.isSignedIn()).isTrue();
    assertThat(user.isSignedIn()).isTrue();
  }

  /** Nothing of a session is kept by web, nor of a form. */
  @Test
  void aSessionAndAFormOfOneWebNodeWorkOnTheOther() {
    Fleet.Node one = fleet.of(Role.WEB).get(0);
    Fleet.Node other = fleet.of(Role.WEB).get(1);
    AtomicReference<Fleet.Node> at = new AtomicReference<>(one);
    SimulatedUser user = users.get(0).at(Fleet.browser(at::get));
    logIn(user);
    String page = "/settings/security/deactivate";
    HttpResponse<String> form = user.browser.get(page);
    String code = user.app.codeAt(Instant.now().plusSeconds(30));
    at.set(other);
    assertThat(user.isSignedIn()).isTrue();
    HttpResponse<String> off = user.browser.submitFrom(form, page, "totp", code);
    for (int attempt = 1; off.statusCode() == 503 && attempt < 10; attempt++) {
      off = user.browser.submitFrom(form, page, "totp", code);
    }
    assertThat(location(off)).isEqualTo("/settings/security");
    assertThat(user.browser.get("/settings/security").body()).contains("Two-factor authentication is deactivated.");
    HttpResponse<String> home = user.browser.get("/");
    at.set(one);
    SimulatedUser thief = user.at(Fleet.browser(() -> other));
    thief.browser.with("ally_session", user.browser.cookies.get("ally_session"));
    assertThat(thief.isSignedIn()).isTrue();
    assertThat(user.browser.submitFrom(home, "/logout").statusCode()).isEqualTo(303);
    assertThat(thief.isSignedIn()).as("the other node").isFalse();
  }

  @Test
  void withoutTotpNobodyLogsInSessionsGoOnAndItComesBackByItself() throws Exception {
    SimulatedUser before = users.get(1);
    before.logInWithCode();
    Fleet.Node totp = fleet.of(Role.TOTP).get(0);
    totp.process().kill();
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    account.process().await(() -> !account.isReady());

    HttpResponse<String> readiness = account.process().getManagement("/health/ready");
    assertThat(readiness.body()).contains("totp is reachable", "DOWN");
    assertThat(account.process().getManagement("/health/live").statusCode()).isEqualTo(200);
    SimulatedUser other = users.get(2);
    HttpResponse<String> refused = other.logIn();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(before.isSignedIn()).isTrue();

    totp.start();
    fleet.awaitReady();
    other.logInWithCode();
    assertThat(other.isSignedIn()).isTrue();
  }

  @Test
  void withoutAccountThePagesSaySoAndTheNodeIsNotReady() throws Exception {
    Fleet.Node web = fleet.of(Role.WEB).get(0);
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    account.process().kill();
    web.process().await(() -> !web.isReady());

    assertThat(web.process().getManagement("/health/ready").body()).contains("account is reachable", "DOWN");
    assertThat(web.process().getManagement("/health/live").statusCode()).isEqualTo(200);
    SimulatedUser user = users.get(2).elsewhere();
    long begin = System.nanoTime();
    HttpResponse<String> refused = user.logIn();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();

    account.start();
    fleet.awaitReady();
  }

  /** A balancer that is refused goes elsewhere; one that is told 503 says so to people. */
  @Test
  void webOpensItsPortOnlyWhenItReachesAnAccount() throws Exception {
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    Fleet.Node web = fleet.of(Role.WEB).get(1);
    account.process().kill();
    web.process().terminate().exit();
    web.start().process().awaitLive();
    web.process().await(() -> web.process().isListening() || health(web).contains("no node serves account"));
    assertThat(web.process().isListening()).isFalse();
    assertThat(health(web)).contains("it is not open yet");

    account.start();
    web.process().await(web.process()::isListening);
    assertThat(Fleet.browser(() -> web).get("/login").statusCode()).isEqualTo(200);
    fleet.awaitReady();
  }

  private static String health(Fleet.Node node) {
    try {
      return node.process().getManagement("/health/ready").body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
