package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three verticles in processes of their own. */
class ApartIT {
  @TempDir static Path directory;
  private static Fleet fleet;
  private static List<People.Person> people;

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).start(2, 1, 1);
    people = People.make(fleet, 4);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  /** Of nodes that have just begun, on a machine with other work, the first answers may be to come again. */
  private static void logIn(Browser browser, People.Person person) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        browser.logIn(person, Instant.now());
        return;
      } catch (Browser.Unexpected answer) {
        if (answer.status != 503 || attempt == 10) {
          throw answer;
        }
      }
    }
  }

  @Test
  void aLoginBegunOnOneWebNodeEndsOnTheOther() throws Exception {
    List<Fleet.Node> webs = fleet.of(Role.WEB);
    int[] turn = {0};
    Browser browser = new Browser(() -> webs.get(turn[0]++ % 2));
    logIn(browser, people.get(3));
    assertThat(browser.isSignedIn()).isTrue();
    assertThat(browser.isSignedIn()).isTrue();
  }

  /** Nothing of a session is kept by web, nor of a form. */
  @Test
  void aSessionAndAFormOfOneWebNodeWorkOnTheOther() throws Exception {
    Fleet.Node one = fleet.of(Role.WEB).get(0);
    Fleet.Node other = fleet.of(Role.WEB).get(1);
    AtomicReference<Fleet.Node> at = new AtomicReference<>(one);
    Browser browser = new Browser(at::get);
    logIn(browser, people.get(0));
    String form = Browser.token(browser.get("/settings/security/deactivate"));
    String code = people.get(0).app().codeAt(Instant.now().plusSeconds(30));
    at.set(other);
    assertThat(browser.isSignedIn()).isTrue();
    HttpResponse<String> off = browser.post("/settings/security/deactivate", Map.of("csrf", form, "totp", code));
    for (int attempt = 1; off.statusCode() == 503 && attempt < 10; attempt++) {
      off = browser.post("/settings/security/deactivate", Map.of("csrf", form, "totp", code));
    }
    assertThat(off.headers().firstValue("location")).contains("/settings/security");
    assertThat(browser.get("/settings/security").body()).contains("Two-factor authentication is deactivated.");
    String logout = Browser.token(browser.get("/"));
    at.set(one);
    Browser thief = new Browser(() -> other).with("ally_session", browser.cookie("ally_session").orElseThrow());
    assertThat(thief.isSignedIn()).isTrue();
    assertThat(browser.post("/logout", Map.of("csrf", logout)).statusCode()).isEqualTo(303);
    assertThat(thief.isSignedIn()).as("the other node").isFalse();
  }

  @Test
  void withoutTotpNobodyLogsInSessionsGoOnAndItComesBackByItself() throws Exception {
    Fleet.Node web = fleet.of(Role.WEB).get(0);
    Browser before = new Browser(() -> web);
    before.logIn(people.get(1), Instant.now());
    Fleet.Node totp = fleet.of(Role.TOTP).get(0);
    totp.process().kill();
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    account.process().await(() -> !account.isReady());

    HttpResponse<String> readiness = account.process().getManagement("/health/ready");
    assertThat(readiness.body()).contains("totp is reachable", "DOWN");
    assertThat(account.process().getManagement("/health/live").statusCode()).isEqualTo(200);
    Browser other = new Browser(() -> web);
    HttpResponse<String> refused = other.post("/login", Map.of(
        "csrf", Browser.token(other.get("/login")), "email", people.get(2).email(), "password", People.PASSWORD));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(before.isSignedIn()).isTrue();

    totp.start();
    fleet.awaitReady();
    other.logIn(people.get(2), Instant.now());
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
    Browser browser = new Browser(() -> web);
    long begin = System.nanoTime();
    HttpResponse<String> refused = browser.post("/login", Map.of(
        "csrf", Browser.token(browser.get("/login")), "email", "a@example.org", "password", People.PASSWORD));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();

    account.start();
    fleet.awaitReady();
  }
}
