package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limit;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One network that fails at many accounts, over HTTP. */
class StuffingWalkTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer BEHIND_A_PROXY = WholeServer.behind("127.0.0.1", "::1");
  @RegisterExtension static final WholeServer MAILING = WholeServer.mailing(MAIL);

  private static final String NETWORK = "198.51.100.7";
  private static final int MOST = Limit.PASSWORDS_OF_NETWORK.count();

  @AfterAll
  static void close() {
    MAIL.close();
  }

  private static String nobody() {
    return UUID.randomUUID() + "@example.org";
  }

  private static HttpResponse<String> logIn(Browser browser, String address, String email, String password) {
    browser.forgetLogin();
    String form = Browser.encode(Browser.pairs(
        "csrf", browser.token("/login"), "email", email, "password", password));
    return browser.post("/login", form, "X-Forwarded-For", address);
  }

  /** Of answers that differ in what was typed and in the form's token alone. */
  private static String withoutEcho(HttpResponse<String> answer, String email) {
    return answer.statusCode() + " " + answer.headers().map().entrySet().stream()
        .filter(header -> !header.getKey().equalsIgnoreCase("Set-Cookie")).toList()
        + answer.body().replace(email, "EMAIL").replaceAll("value=\"[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{43}\"", "CSRF");
  }

  @Test
  void ofThreeHundredPasswordsFromOneAddressFortyAreLookedAt() {
    SimulatedUser ada = BEHIND_A_PROXY.user();
    assertThat(logIn(ada.browser, NETWORK, ada.email, SimulatedUser.PASSWORD).statusCode()).isEqualTo(303);
    Browser attacker = BEHIND_A_PROXY.browser();
    for (int i = 0; i < 300; i++) {
      HttpResponse<String> answer = logIn(attacker, NETWORK, nobody(), "Sommer2026!");
      assertThat(answer.statusCode()).as("number " + i).isEqualTo(i < MOST ? 422 : 429);
    }
    String nobody = nobody();
    HttpResponse<String> unknown = logIn(attacker, NETWORK, nobody, "Sommer2026!");
    assertThat(unknown.body()).contains("Too many attempts. Try again in");
    assertThat(unknown.headers().firstValue("Retry-After")).contains("1");
    for (String password : new String[] {"Sommer2026!", SimulatedUser.PASSWORD}) {
      HttpResponse<String> answer = logIn(attacker, NETWORK, ada.email, password);
      assertThat(withoutEcho(answer, ada.email)).isEqualTo(withoutEcho(unknown, nobody));
    }
    HttpResponse<String> known = logIn(ada.browser, NETWORK, ada.email, SimulatedUser.PASSWORD);
    assertThat(known.statusCode()).as("a known browser in that network").isEqualTo(303);
    assertThat(logIn(ada.elsewhere().browser, "198.51.100.8", ada.email, SimulatedUser.PASSWORD).statusCode())
        .as("a new browser in another").isEqualTo(303);
    BEHIND_A_PROXY.clock.pass(Limit.FIRST_NETWORK_WAIT.duration());
    assertThat(logIn(ada.elsewhere().browser, NETWORK, ada.email, SimulatedUser.PASSWORD).statusCode())
        .as("a new browser in that network after the wait").isEqualTo(303);
  }

  /** The proxy is not listed: the attacker pretends to come from a new address each time. */
  @Test
  void whoHasTheRightPasswordBehindThatAddressIsLetInByAMailedLinkAndNobodyElseLearnsThatItIsRight() {
    SimulatedUser ada = MAILING.user();
    Browser attacker = MAILING.browser();
    for (int i = 0; i < 2 * MOST; i++) {
      HttpResponse<String> answer = logIn(attacker, "203.0.113." + i, nobody(), "Sommer2026!");
      assertThat(answer.statusCode()).isEqualTo(422);
      String text = i < MOST ? "The email or password is not right." : "Too many wrong passwords came from your network";
      assertThat(answer.body()).as("number " + i).contains(text);
    }
    String nobody = nobody();
    HttpResponse<String> unknown = logIn(attacker, "203.0.113.1", nobody, SimulatedUser.PASSWORD);
    HttpResponse<String> wrong = logIn(attacker, "203.0.113.1", ada.email, "Sommer2026!");
    SimulatedUser elsewhere = ada.elsewhere();
    HttpResponse<String> right = logIn(elsewhere.browser, "203.0.113.1", ada.email, SimulatedUser.PASSWORD);
    assertThat(withoutEcho(wrong, ada.email)).isEqualTo(withoutEcho(unknown, nobody));
    assertThat(withoutEcho(right, ada.email)).isEqualTo(withoutEcho(unknown, nobody));
    HttpResponse<String> opened = elsewhere.browser.get(MAIL.awaitLink(ada.email, "Your password was entered", 1));
    assertThat(location(opened)).startsWith("/login/link");
    assertThat(location(elsewhere.browser.submitTo("/login/link", "/login/link"))).isEqualTo("/login");
    assertThat(location(elsewhere.logIn())).isEqualTo("/");
    assertThat(MAIL.to(nobody)).isEmpty();
  }
}
