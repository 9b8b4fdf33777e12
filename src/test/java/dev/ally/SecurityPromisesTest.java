package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import dev.ally.harness.HashTime;
import dev.ally.harness.SetClock;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import dev.ally.totp.TotpVerticle;
import dev.ally.web.Addresses;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises as they are seen with nothing but a browser: over HTTP, with everything real behind it. */
class SecurityPromisesTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  private static final String LINK = "/settings/security/link";
  private static final String OFF = "/settings/security/deactivate";
  private static final String CODE_STEP = "/login/code";
  private static final List<String> ADDRESSES = Addresses.all();
  private static final List<String> FORMS = Addresses.ofForms();

  private static String form(String... fields) {
    return Browser.encode(Browser.pairs(fields));
  }

  /** As bytes, but for the form token, the address typed, and what makes any two answers differ. */
  private static String withoutEcho(HttpResponse<String> answer, String email) {
    return answer.statusCode() + " " + answer.headers().map().entrySet().stream()
        .filter(header -> !header.getKey().equalsIgnoreCase("Set-Cookie")).toList()
        + answer.body().replace(email, "EMAIL").replaceAll("value=\"[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{43}\"", "CSRF");
  }

  /** What is stored of accounts and authenticators, but for endings: {@code oidc} learns of them every few seconds. */
  private static String stored() {
    ALLY.database().execute("DELETE FROM account.ending");
    return ALLY.database().dump(Schema.ACCOUNT) + ALLY.database().dump(Schema.TOTP);
  }

  @Nested
  class Codes {
    @Test
    void aCodeThatConfirmedOpensNothingAgain() {
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      ada.link();
      String code = ada.codeNow();
      assertThat(ada.confirm(code).statusCode()).isEqualTo(303);
      assertThat(ada.deactivate(code).body()).contains("That code is spent.");
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      assertThat(thief.code(code).body()).contains("That code is spent.");
      ALLY.restartTotp();
      assertThat(thief.code(code).body()).contains("That code is spent.");
      assertThat(thief.isSignedIn()).isFalse();
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
    }

    @Test
    void aCodeThatLoggedInOpensNothingAgainNorDoesAnOlderOne() {
      SimulatedUser ada = ALLY.enrolledUser();
      String older = ada.app.codeAt(ALLY.clock.instant().minusSeconds(30));
      String code = ada.codeNow();
      SimulatedUser here = ada.elsewhere();
      here.logIn();
      assertThat(location(here.code(code))).isEqualTo("/");
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      for (String spent : List.of(code, older)) {
        assertThat(thief.code(spent).body()).contains("That code is spent.");
        assertThat(ada.deactivate(spent).body()).contains("That code is spent.");
      }
      assertThat(thief.isSignedIn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, 60})
    void aStepTwoAwayIsRefused(int seconds) {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser here = ada.elsewhere();
      here.logIn();
      assertThat(here.code(ada.app.codeAt(ALLY.clock.instant().plusSeconds(seconds))).statusCode()).isEqualTo(422);
      assertThat(here.isSignedIn()).isFalse();
    }

    @Test
    void aCodeFieldThatStandsTwiceIsRefused() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser here = ada.elsewhere();
      here.logIn();
      String token = here.browser.token("/login/code");
      String twice = form("csrf", token, "totp", ada.codeNow()) + "&" + form("totp", ada.codeNow());
      assertThat(here.browser.post("/login/code", twice).statusCode()).isEqualTo(400);
      assertThat(ALLY.charges(ada)).isZero();
    }

    @Test
    void aKeyThatWasNeverConfirmedIsNotAskedFor() {
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      ada.link();
      SimulatedUser here = ada.elsewhere();
      assertThat(location(here.logIn())).isEqualTo("/");
      assertThat(here.isSignedIn()).isTrue();
    }

    @Test
    void aPendingKeyIsShownToItsSessionAlone() {
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      HttpResponse<String> page = ada.link();
      AuthenticatorApp shown = ada.app;
      assertThat(Browser.hidden(ada.browser.get(LINK))).isEqualTo(Browser.hidden(page));
      ada.link();
      assertThat(ada.app).isEqualTo(shown);
      SimulatedUser here = ada.elsewhere();
      here.logIn();
      assertThat(location(here.browser.get(LINK))).isEqualTo("/settings/security");
      String key = Browser.hidden(page).get("key");
      assertThat(here.browser.get(LINK + "/qr.png?key=" + key).statusCode()).isEqualTo(404);
      String foreign = form("csrf", here.browser.token("/settings/security"), "key", key, "totp", ada.codeNow());
      here.browser.post(LINK, foreign);
      assertThat(ALLY.authenticators(ada)).isZero();
    }

    @Test
    void anAuthenticatorIsKeptWithItsParameters() {
      SimulatedUser ada = ALLY.enrolledUser();
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
      assertThat(ALLY.database().count("""
          totp.authenticator t JOIN account.account a ON a.id = t.account_id
          WHERE algorithm = 'SHA1' AND digits = 6 AND period_seconds = 30 AND email = '%s'""".formatted(ada.email)))
          .isEqualTo(1);
    }

    /** Of a node whose clock is more than five seconds from the database's. */
    @Test
    void aWrongClockVerifiesNothing() {
      Vertx vertx = Vertx.vertx();
      try {
        SecureRandom random = new SecureRandom();
        Pool pool = ALLY.database().pool(vertx, Schema.TOTP);
        answer(Pools.connect(vertx, pool, Duration.ofSeconds(20)));
        TotpVerticle totp = new TotpVerticle(
            pool, ALLY.totpKeys(), new SetClock(Instant.parse("2020-01-01T00:00:00Z")), random);
        answer(vertx.deployVerticle(totp));
        assertThatThrownBy(() -> answer(totp.ready())).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> answer(VerifyCode.OPERATION.ask(
            vertx.eventBus(), new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("123456")))))
            .isInstanceOf(Unavailable.class);
      } finally {
        answer(vertx.close());
      }
    }
  }

  @Nested
  class Guessing {
    @Test
    void fiftyConnectionsAtOnceWinNoGuess() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      long before = ALLY.sessions(ada);
      String token = thief.browser.token("/login/code");
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String body = form("csrf", token, "totp", "%06d".formatted(Integer.parseInt(ada.wrongCode()) + i * 1_000 + 7));
        asked.add(HttpClient.newHttpClient().sendAsync(
            thief.browser.request("/login/code").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()));
      }
      asked.forEach(answer -> assertThat(answer.join().headers().allValues("Set-Cookie"))
          .noneMatch(cookie -> cookie.startsWith("ally_session=")));
      assertThat(ALLY.charges(ada)).isEqualTo(5);
      assertThat(ALLY.pendingLogins(ada)).isZero();
      assertThat(ALLY.sessions(ada)).isEqualTo(before);
    }

    @Test
    void aConnectionThatIsDroppedIsAGuessAllTheSame() throws IOException {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      String body = form("csrf", thief.browser.token("/login/code"), "totp", ada.wrongCode());
      String request = "POST /login/code HTTP/1.1\r\nHost: localhost\r\n"
          + "Cookie: ally_visitor=" + thief.browser.cookies.get("ally_visitor") + "; ally_pending="
          + thief.browser.cookies.get("ally_pending") + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
          + "Content-Length: " + body.length() + "\r\n\r\n" + body;
      try (Socket socket = new Socket("localhost", ALLY.url().getPort())) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        awaitCharge(ada);
      }
      // Once a second guess is answered, the server has handled the dropped connection.
      assertThat(thief.code(ada.wrongCode()).statusCode()).isEqualTo(422);
      assertThat(ALLY.charges(ada)).isEqualTo(2);
    }

    /** Ends as soon as the guess is counted: the connection is dropped then, with its answer on the way. */
    private void awaitCharge(SimulatedUser ada) {
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (ALLY.charges(ada) == 0 && System.nanoTime() < deadlineNanos) {
        Thread.onSpinWait();
      }
    }

    @Test
    void aFailureAfterTheCountingIsNoFreeGuess() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      String account = "account_id = (SELECT id FROM account.account WHERE email = '" + ada.email + "')";
      ALLY.database().execute("UPDATE totp.authenticator SET sealed_key = sealed_key || '\\x00' WHERE " + account);
      assertThat(thief.code(ada.wrongCode()).statusCode()).isEqualTo(500);
      assertThat(thief.code(ada.codeNow()).statusCode()).isEqualTo(500);
      assertThat(ALLY.charges(ada)).isEqualTo(2);
      assertThat(thief.isSignedIn()).isFalse();
    }

    @Test
    void aRightPasswordClearsNoWaitForCodes() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      for (int i = 0; i < 5; i++) {
        thief.code(ada.wrongCode());
      }
      SimulatedUser again = ada.elsewhere();
      assertThat(location(again.logIn())).isEqualTo("/login/code");
      assertThat(again.code(ada.codeNow()).statusCode()).isEqualTo(429);
      assertThat(again.isSignedIn()).isFalse();
      assertThat(ALLY.charges(ada)).isEqualTo(5);
    }

    @Test
    void theRightCodeAndAWrongOneGetTheSameWhileOneWaits() {
      SimulatedUser ada = ALLY.enrolledUser();
      for (int i = 0; i < 5; i++) {
        ada.deactivate(ada.wrongCode());
      }
      HttpResponse<String> right = ada.deactivate(ada.codeNow());
      assertThat(right.statusCode()).isEqualTo(429);
      assertThat(withoutEcho(ada.deactivate(ada.wrongCode()), ada.email)).isEqualTo(withoutEcho(right, ada.email));
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
    }

    @Test
    void fiveMissesEndThePendingLogin() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      String pending = thief.browser.cookies.get("ally_pending");
      for (int i = 0; i < 4; i++) {
        assertThat(thief.code(ada.wrongCode()).statusCode()).isEqualTo(422);
      }
      assertThat(location(thief.code(ada.wrongCode()))).isEqualTo("/login");
      ALLY.clock.pass(Duration.ofMinutes(1));
      thief.browser.with("ally_pending", pending);
      assertThat(location(thief.browser.get("/login/code"))).isEqualTo("/login");
      assertThat(thief.isSignedIn()).isFalse();
    }

    @Test
    void noAnswerTellsWhetherAnAddressHasAnAccount() {
      SimulatedUser ada = ALLY.user();
      String nobody = UUID.randomUUID() + "@example.org";
      for (int i = 0; i < 5; i++) {
        assertThat(refusal(nobody, "wrong")).startsWith("422 ").isEqualTo(refusal(ada.email, "wrong"));
      }
      String throttled = refusal(nobody, "wrong");
      assertThat(throttled).startsWith("429 ").contains("Too many attempts");
      assertThat(refusal(ada.email, "wrong")).isEqualTo(throttled);
      assertThat(refusal(ada.email, SimulatedUser.PASSWORD)).isEqualTo(throttled);
    }

    private String refusal(String email, String password) {
      return withoutEcho(ALLY.browser().submit("/login", "email", email, "password", password), email);
    }

    @Test
    void anAddressOfNobodyCostsAHashAsWell() {
      SimulatedUser ada = ALLY.user();
      SimulatedUser bob = ALLY.user();
      ALLY.database().execute("UPDATE account.account SET locked_at = now() WHERE email = '" + bob.email + "'");
      long known = HashTime.least(() -> refusal(ada.email, "some wrong password"));
      assertThat(HashTime.least(() -> refusal(UUID.randomUUID() + "@example.org", "some wrong password")))
          .isGreaterThan(known / 2);
      assertThat(HashTime.least(() -> refusal(bob.email, "some wrong password"))).isGreaterThan(known / 2);
      SimulatedUser eve = ALLY.user();
      assertThat(HashTime.least(() -> refusal(eve.email, "x".repeat(257)))).isLessThan(known / 10);
    }

    @Test
    void aForwardedForIsBelievedOfListedProxiesAlone() {
      SimulatedUser ada = ALLY.user();
      forwarded(ada);
      assertThat(addresses(ALLY, ada)).isEqualTo(1);
      WholeServer behind = WholeServer.behind("127.0.0.1", "::1");
      behind.open();
      try {
        SimulatedUser bob = behind.user();
        forwarded(bob);
        assertThat(addresses(behind, bob)).isZero();
        assertThat(behind.database().count("account.session WHERE address = '198.51.100.7'")).isEqualTo(1);
      } finally {
        behind.close();
      }
    }

    private void forwarded(SimulatedUser person) {
      String body = form("csrf", person.browser.token("/login"), "email", person.email, "password",
          SimulatedUser.PASSWORD);
      assertThat(person.browser.post("/login", body, "X-Forwarded-For", "203.0.113.9, 198.51.100.7").statusCode())
          .isEqualTo(303);
    }

    /** Sessions of hers that were opened from this machine. */
    private long addresses(WholeServer server, SimulatedUser person) {
      return server.database().count("account.session s JOIN account.account a ON a.id = s.account_id WHERE "
          + "(address = '127.0.0.1' OR address LIKE '%:1') AND email = '" + person.email + "'");
    }
  }

  @Nested
  class Sessions {
    @Test
    void aSessionThatWasPlantedBeforeTheLoginOpensNothing() {
      SimulatedUser ada = ALLY.user();
      String planted = "A".repeat(43);
      ada.browser.with("ally_session", planted);
      ada.logIn();
      assertThat(ada.browser.cookies.get("ally_session")).isNotEqualTo(planted);
      assertThat(ada.isSignedIn()).isTrue();
      Browser thief = ALLY.browser().with("ally_session", planted);
      assertThat(thief.get("/settings/profile").statusCode()).isEqualTo(303);
    }

    @Test
    void theOldOneIsDeadAtOnceAtLoginAndAtTheCodeStep() {
      SimulatedUser ada = ALLY.user();
      Set<String> ids = new HashSet<>();
      ada.logIn();
      String first = ada.browser.cookies.get("ally_session");
      // A user who is logged in is shown no login form; a second tab may still have one open.
      Browser tab = ALLY.browser().with("ally_visitor", ada.browser.cookies.get("ally_visitor"));
      ada.browser.post("/login", form(
          "csrf", tab.token("/login"), "email", ada.email, "password", SimulatedUser.PASSWORD));
      String second = ada.browser.cookies.get("ally_session");
      assertDead(first);
      ada.enrol();
      ALLY.clock.pass(Duration.ofMinutes(5));
      ada.browser.post("/login", form(
          "csrf", tab.token("/login"), "email", ada.email, "password", SimulatedUser.PASSWORD));
      String pending = ada.browser.cookies.get("ally_pending");
      assertDead(second);
      ada.code(ada.codeNow());
      String third = ada.browser.cookies.get("ally_session");
      assertThat(ada.isSignedIn()).isTrue();
      Browser thief = ALLY.browser().with("ally_pending", pending);
      assertThat(location(thief.get("/login/code"))).isEqualTo("/login");
      ids.addAll(List.of(first, second, third, pending));
      assertThat(ids).hasSize(4);
    }

    private void assertDead(String session) {
      assertThat(ALLY.browser().with("ally_session", session).get("/settings/profile").statusCode()).isEqualTo(303);
    }

    @Test
    void aPendingLoginOpensNothingButTheCodeStep() {
      SimulatedUser ada = ALLY.enrolledUser();
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      String pending = thief.browser.cookies.get("ally_pending");
      String before = stored();
      for (String name : List.of("ally_pending", "ally_session")) {
        Browser browser = ALLY.browser().with(name, pending);
        String token = thief.browser.token(CODE_STEP);
        for (String page : ADDRESSES) {
          HttpResponse<String> answer = browser.get(page);
          assertThat(answer.body()).as(page).doesNotContain(ada.email, "Hello, Ada");
          if (!page.equals(CODE_STEP) && ALLY.browser().get(page).statusCode() != 200) {
            assertThat(answer.statusCode()).as(page).isIn(303, 400, 401, 403, 404, 405, 410);
          }
        }
        for (String form : FORMS) {
          if (!form.equals(CODE_STEP)) {
            HttpResponse<String> answer = browser.post(form, form(
                "csrf", token, "method", "none", "password", SimulatedUser.PASSWORD, "new_password", "another fine one",
                "email", ada.email, "new_email", "eve@example.org", "name", "Eve", "totp", ada.codeNow()));
            assertThat(answer.statusCode()).as(form).isIn(303, 403, 404);
            assertThat(answer.body()).as(form).doesNotContain("Hello, Ada");
          }
        }
      }
      assertThat(stored()).isEqualTo(before);
    }

    @Test
    void withoutTheCodeNobodyIsSignedIn() {
      SimulatedUser ada = ALLY.enrolledUser();
      long before = ALLY.sessions(ada);
      SimulatedUser thief = ada.elsewhere();
      assertThat(thief.logIn().headers().allValues("Set-Cookie"))
          .noneMatch(cookie -> cookie.startsWith("ally_session="));
      assertThat(thief.isSignedIn()).isFalse();
      assertThat(ALLY.sessions(ada)).isEqualTo(before);
    }

    @Test
    void loggingOutEndsItOnTheServer() {
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      String session = ada.browser.cookies.get("ally_session");
      ada.browser.submitTo("/", "/logout");
      assertDead(session);
      assertThat(ALLY.sessions(ada)).isZero();
    }

    @Test
    void turningTwoFactorOnAndOffEndsTheOtherSessionsAndPendingLogins() {
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.logIn();
      ada.enrol();
      assertThat(ada.isSignedIn()).isTrue();
      assertThat(elsewhere.isSignedIn()).isFalse();
      ALLY.clock.pass(Duration.ofMinutes(5));
      SimulatedUser again = ada.elsewhere();
      again.logIn();
      assertThat(location(again.code(ada.codeNow()))).isEqualTo("/");
      SimulatedUser pending = ada.elsewhere();
      pending.logIn();
      ALLY.clock.pass(Duration.ofMinutes(1));
      assertThat(location(ada.deactivate(ada.codeNow()))).isEqualTo("/settings/security");
      assertThat(again.isSignedIn()).isFalse();
      assertThat(location(pending.browser.get("/login/code"))).startsWith("/login");
      assertThat(ALLY.sessions(ada)).isEqualTo(1);
      assertThat(ALLY.pendingLogins(ada)).isZero();
    }

    @Test
    void getAndHeadChangeNothing() {
      SimulatedUser ada = ALLY.enrolledUser();
      ada.logIn();
      SimulatedUser bob = ALLY.user();
      bob.logIn();
      bob.link();
      String query = "?" + form("method", "none", "password", SimulatedUser.PASSWORD, "email", ada.email,
          "totp", ada.codeNow(), "csrf", ada.browser.token("/settings/security"), "token", "t".repeat(43),
          "new_password", "another fine one", "new_email", "eve@example.org", "name", "Eve");
      // Showing them prolongs a session, a pending key and recovery codes that were not saved yet.
      for (SimulatedUser person : List.of(ada, bob)) {
        List.of("/settings/security", LINK, "/settings/security/recovery").forEach(person.browser::get);
      }
      String before = stored();
      for (String address : ADDRESSES) {
        for (SimulatedUser person : List.of(ada, bob)) {
          for (String method : List.of("GET", "HEAD")) {
            HttpResponse<String> answer = person.browser.send(
                person.browser.request(address + query).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(address).isLessThan(500);
          }
        }
      }
      assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aFormOfSomebodyElseOrFromElsewhereChangesNothing() {
      SimulatedUser ada = ALLY.enrolledUser();
      answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(ada.email, "operators", true)));
      SimulatedUser eve = ALLY.user();
      eve.logIn();
      String foreign = eve.browser.token("/settings/security");
      String own = ada.browser.token("/settings/security");
      String before = stored();
      // Without a pending login the code step has no form.
      for (String address : FORMS.stream().filter(form -> !form.equals(CODE_STEP)).toList()) {
        assertThat(ada.browser.post(address, form("csrf", foreign, "totp", ada.codeNow())).statusCode())
            .as(address).isEqualTo(403);
        assertThat(ada.browser.post(address, form("csrf", own, "totp", ada.codeNow()), "Origin", "https://evil.example")
            .statusCode()).as(address).isEqualTo(403);
        assertThat(ada.browser.post(address, form("totp", ada.codeNow())).statusCode()).as(address).isEqualTo(403);
      }
      assertThat(stored()).isEqualTo(before);
    }
  }

  @Nested
  class Pages {
    @Test
    void noLoginLeadsToAnotherSite() {
      SimulatedUser ada = ALLY.user();
      for (String elsewhere : List.of("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example")) {
        SimulatedUser here = ada.elsewhere();
        String next = URLEncoder.encode(elsewhere, StandardCharsets.UTF_8);
        HttpResponse<String> answer =
            here.browser.submit("/login?next=" + next, "email", ada.email, "password", SimulatedUser.PASSWORD);
        assertThat(URI.create("http://ally.example").resolve(location(answer)).getHost()).isEqualTo("ally.example");
      }
    }
  }
}
