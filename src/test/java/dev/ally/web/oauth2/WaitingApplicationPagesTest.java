package dev.ally.web.oauth2;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeOidc.LOGIN;
import static dev.ally.web.FakeOidc.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages of a login for which an application waits. */
class WaitingApplicationPagesTest {
  private static final String WAITS = "You’ll continue to Grafana.";

  private final Site site = Site.open();
  private final Browser ada = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  /** The address at which the login begins. */
  private String login(String parameters) {
    return location(ada.get(LOGIN + parameters));
  }

  @Test
  void nameItAndKeepItOnEveryStep() {
    site.account.twoFactor = true;
    String login = login("&login_hint=ada%40example.org");
    HttpResponse<String> page = ada.get(login);
    assertThat(page.body()).contains(WAITS, "value=\"ada@example.org\"");
    String next = login.substring(login.indexOf('?'));
    assertThat(page.body()).contains("href=\"/signup" + next + "\"", "href=\"/forgot" + next + "\"");
    assertThat(ada.get("/signup" + next).body()).contains(WAITS, "href=\"" + login + "\"");
    assertThat(ada.get("/forgot" + next).body()).contains("href=\"" + login + "\"");
    HttpResponse<String> wrong = ada.submitFrom(page, "/login", "email", "eve@example.org", "password", "x");
    assertThat(wrong.body()).contains(WAITS, "value=\"eve@example.org\"");
    HttpResponse<String> code =
        ada.submitFrom(page, "/login", "email", FakeAccount.EMAIL, "password", FakeAccount.PASSWORD);
    assertThat(location(code)).isEqualTo("/login/code" + next);
    assertThat(ada.get(location(code)).body()).contains(WAITS, "Back to Grafana");
    assertThat(location(ada.submitTo(location(code), "/login/code", "totp", FakeAccount.CODE)))
        .startsWith("/oauth2/authorize?request=");
  }

  @Test
  void askAPersonAgainWhoIsLoggedIn() {
    ada.with("ally_session", site.account.session());
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.LOG_IN));
    HttpResponse<String> page = ada.get(login(""));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<h1>Log in</h1>", WAITS);
  }

  /** In another tab, say: the page of the login is opened again. */
  @Test
  void leadOnWhoHasLoggedInSince() {
    String login = login("");
    site.oidc.loggedIn = true;
    assertThat(ada.get(login).body()).contains("<h1>Log in</h1>", WAITS);
    ada.with("ally_session", site.account.session());
    assertThat(location(ada.get(login))).startsWith("/oauth2/authorize?request=");
  }

  @Test
  void leadWhoIsLoggedInToWhatHasBecomeOfTheRequest() {
    ada.with("ally_session", site.account.session());
    String over = "/login?next=%2Foauth2%2Fauthorize%3Frequest%3D" + "t".repeat(43);
    assertThat(location(ada.get(over))).startsWith("/oauth2/authorize?request=ttt");
    assertThat(site.browser().get(over).statusCode()).isEqualTo(200);
  }

  @Test
  void speakTheLanguageThatTheApplicationAsksFor() {
    String german = login("&ui_locales=xx-%2Fx%20de-CH%20fr");
    assertThat(ada.get(german).body()).contains("<html lang=\"de\"");
    assertThat(ada.get("/signup" + german.substring(german.indexOf('?'))).body()).contains("<html lang=\"de\"");
    ada.submitTo("/signup" + german.substring(german.indexOf('?')), "/signup",
        "email", "bob@example.org", "name", "Bob", "password", "correct horse");
    assertThat(site.account.last(SignUp.class).requestInfo().language()).isEqualTo("de");
    assertThat(ada.with("ally_language", "fr").get(german).body()).contains("<html lang=\"fr\"");
    ada.cookies.remove("ally_language");
    assertThat(ada.get(login("&ui_locales=tlh")).body()).contains("<html lang=\"en\"");
  }

  @Test
  void leadBackAfterASignUp() {
    String login = login("");
    HttpResponse<String> answer = ada.submitTo("/signup" + login.substring(login.indexOf('?')), "/signup",
        "email", "bob@example.org", "name", "Bob", "password", "correct horse");
    assertThat(location(answer)).startsWith("/oauth2/authorize?request=");
  }

  @Test
  void areAsEverWhereOidcIsAway() {
    String login = login("");
    site.account.fail(FindAuthorization.OPERATION, new Unavailable("away", Duration.ofSeconds(2)));
    HttpResponse<String> page = ada.get(login);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("Grafana");
  }

  @Test
  void leadThroughAnEnrolmentAndStraightBack() {
    ada.with("ally_session", site.account.session());
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.ENROL));
    String security = location(ada.get(LOGIN));
    String next = security.substring(security.indexOf('?'), security.indexOf("&method"));
    assertThat(security).startsWith("/settings/security?next=%2Foauth2%2Fauthorize%3Frequest%3D")
        .endsWith("&method=authenticator");
    HttpResponse<String> page = ada.get(security);
    assertThat(page.body()).contains(
        "Grafana asks for two-factor authentication.", "<option value=\"authenticator\" selected>",
        "value=\"leave\"");
    site.account.answer(ChangeMethod.OPERATION, ChangeMethod.Answer.of(ChangeMethod.Outcome.LINK));
    HttpResponse<String> link = ada.submitFrom(
        page, "/settings/security", "method", "authenticator", "password", FakeAccount.PASSWORD);
    assertThat(location(link)).isEqualTo("/settings/security/link" + next);
    ada.with("ally_session", site.account.linkingSession(0));
    HttpResponse<String> linked =
        ada.submitTo(location(link), "/settings/security/link", "totp", FakeAccount.CODE);
    assertThat(location(linked)).isEqualTo("/settings/security/recovery" + next);
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    site.account.twoFactor = true;
    HttpResponse<String> codes = ada.get(location(linked));
    assertThat(codes.body()).contains("href=\"/oauth2/authorize?request=");
    HttpResponse<String> saved = ada.submitFrom(codes, "/settings/security/recovery/saved",
        "recovery_code", FakeAccount.RECOVERY_CODES.codes().get(3).revealText());
    assertThat(location(saved)).startsWith("/oauth2/authorize?request=");
  }
}
