package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    people = People.make(fleet, 3);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void aLoginBegunOnOneWebNodeEndsOnTheOther() throws Exception {
    List<Fleet.Node> webs = fleet.of(Role.WEB);
    int[] turn = {0};
    Browser browser = new Browser(() -> webs.get(turn[0]++ % 2).httpPort());
    browser.logIn(people.get(0), Instant.now());
    assertThat(browser.isSignedIn()).isTrue();
    assertThat(browser.isSignedIn()).isTrue();
  }

  @Test
  void withoutTotpNobodyLogsInSessionsGoOnAndItComesBackByItself() throws Exception {
    int port = fleet.of(Role.WEB).get(0).httpPort();
    Browser before = new Browser(() -> port);
    before.logIn(people.get(1), Instant.now());
    Fleet.Node totp = fleet.of(Role.TOTP).get(0);
    totp.process().kill();
    Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
    account.process().await(() -> !account.isReady());

    HttpResponse<String> readiness = account.process().getManagement("/health/ready");
    assertThat(readiness.body()).contains("totp is reachable", "DOWN");
    assertThat(account.process().getManagement("/health/live").statusCode()).isEqualTo(200);
    Browser other = new Browser(() -> port);
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
    Browser browser = new Browser(web::httpPort);
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
