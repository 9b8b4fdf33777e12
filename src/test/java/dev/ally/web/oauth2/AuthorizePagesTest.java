package dev.ally.web.oauth2;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeOidc.LOGIN;
import static dev.ally.web.FakeOidc.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.Person;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeOidc;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person meets between an application and its answer. */
class AuthorizePagesTest {
  private static final String ANSWER = FakeOidc.CALLBACK + "?code=c0de&state=s1&iss=http%3A%2F%2Fally";
  private static final String DENIED = FakeOidc.CALLBACK + "?error=access_denied&state=s1&iss=http%3A%2F%2Fally";

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  private static void assertLeadsOn(HttpResponse<String> page, String address) {
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Refresh")).contains("0; url=" + address);
    assertThat(page.body()).contains("href=\"" + address.replace("&", "&amp;") + "\"");
    assertKeptFromOthers(page);
  }

  private static void assertKeptFromOthers(HttpResponse<String> answer) {
    assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void aPersonWhoIsLoggedInGoesStraightBack() {
    HttpResponse<String> answer = site.signedIn().get(LOGIN);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(ANSWER);
    assertKeptFromOthers(answer);
    assertThat(site.account.last(BeginAuthorization.class).voucher()).isEqualTo(Secret.of("voucher"));
    assertThat(site.account.last(BeginAuthorization.class).goesOn().orElseThrow().userAgent()).isNotEmpty();
    assertThat(site.account.wasAsked(ContinueAuthorization.class)).isFalse();
  }

  @Test
  void asksWhatComesNextWhereAnOlderNodeParksARequestAndNoMore() {
    site.oidc.parksOnly = true;
    assertThat(location(site.signedIn().get(LOGIN))).isEqualTo(ANSWER);
    assertThat(site.account.last(ContinueAuthorization.class).request())
        .isEqualTo(site.account.last(BeginAuthorization.class).newRequest());
  }

  @Test
  void behindAFormOfThisSiteAPageLeadsOn() {
    Browser ada = site.signedIn();
    assertLeadsOn(ada.send(ada.request(LOGIN).header("Sec-Fetch-Site", "same-origin").GET()), ANSWER);
  }

  @Test
  void thePageLeadsOnWhileTheSessionCannotBeAskedFor() {
    Browser ada = site.signedIn();
    site.account.fail(FindSession.OPERATION, new Unavailable("away", Duration.ofSeconds(2)));
    assertLeadsOn(ada.send(ada.request(LOGIN).header("Sec-Fetch-Site", "same-origin").GET()), ANSWER);
  }

  @Test
  void aPersonWhoIsNotLogsInFirstAndAPageLeadsOn() {
    Browser ada = site.browser();
    String login = location(ada.get(LOGIN));
    assertThat(login).matches("/login\\?next=%2Foauth2%2Fauthorize%3Frequest%3D[A-Za-z0-9_-]{43}");
    assertThat(site.account.last(BeginAuthorization.class).voucher().isEmpty()).isTrue();
    HttpResponse<String> answer =
        ada.submitTo(login, "/login", "email", FakeAccount.EMAIL, "password", FakeAccount.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertLeadsOn(ada.get(location(answer)), ANSWER);
  }

  @Test
  void whatIsAskedReachesTheDecisionAsItIs() {
    site.signedIn().get(LOGIN + "&nonce=n1&code_challenge=cc&code_challenge_method=S256&prompt=login&max_age=0"
        + "&acr_values=a%20b&claims=%7B%7D&login_hint=ada&id_token_hint=h&ui_locales=de&scope=again&unknown=1&unknown=2");
    BeginAuthorization question = site.account.last(BeginAuthorization.class);
    assertThat(question.demand().scope()).isEqualTo("openid");
    assertThat(question.demand().repeated()).containsExactly("scope");
    assertThat(List.of(question.demand().nonce(), question.demand().codeChallenge(), question.demand().prompt(),
        question.demand().maxAge(), question.demand().acrValues(), question.demand().claims(),
        question.demand().loginHint(), question.demand().idTokenHint(), question.demand().uiLocales()))
        .containsExactly("n1", "cc", "login", "0", "a b", "{}", "ada", "h", "de");
  }

  /** Its browser sends no cookie, so that who is logged in is seen by the GET that follows. */
  @Test
  void aPostOfAnApplicationGoesOnByAGet() {
    String form = LOGIN.substring(LOGIN.indexOf('?') + 1);
    HttpResponse<String> parked = site.browser().post("/oauth2/authorize", form, "Origin", "https://evil.example");
    assertThat(parked.statusCode()).isEqualTo(303);
    assertThat(location(parked)).matches("/oauth2/authorize\\?request=[A-Za-z0-9_-]{43}");
    assertThat(site.account.last(BeginAuthorization.class).posted()).isTrue();
    assertLeadsOn(site.signedIn().get(location(parked)), ANSWER);
    assertLeadsOn(
        site.browser().post("/oauth2/authorize", form.replace("=code&", "=token&"), "Origin", FakeOidc.ORIGIN),
        FakeOidc.CALLBACK + "?error=unsupported_response_type&state=s1&iss=http%3A%2F%2Fally");
  }

  @Test
  void anErrorThatTheApplicationMayKnowGoesThere() {
    HttpResponse<String> answer = site.browser().get(LOGIN.replace("=code&", "=token&"));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).startsWith(FakeOidc.CALLBACK + "?error=unsupported_response_type&");
  }

  @Test
  void anErrorThatItMayNotIsAPage() {
    for (Map.Entry<String, String> wrong : Map.of(
        LOGIN.replace("client_id=grafana", "client_id=eve"), "The parameter client_id names no client.",
        LOGIN.replace("grafana.example.org", "evil.example"), "The parameter redirect_uri is missing, or").entrySet()) {
      HttpResponse<String> page = site.signedIn().get(wrong.getKey());
      assertThat(page.statusCode()).isEqualTo(400);
      assertThat(location(page)).isEmpty();
      assertThat(page.headers().firstValue("Refresh")).isEmpty();
      assertThat(page.body()).contains("For the developers of the application", wrong.getValue())
          .doesNotContain("evil.example");
    }
    assertThat(site.browser().get("/oauth2/authorize").statusCode()).isEqualTo(400);
  }

  @Test
  void aRequestThatWaitsNoLongerSaysSo() {
    HttpResponse<String> page = site.signedIn().get("/oauth2/authorize?request=" + "t".repeat(43));
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("<h1>This login is over</h1>").doesNotContain("For the developers");
  }

  @Test
  void whatIsWrongIsToldInTheLanguageOfTheAccount() {
    Browser ada = site.signedIn();
    site.account.sessions.replaceAll((token, person) ->
        new Person(person.accountId(), person.email(), person.name(), person.picture(), "fr"));
    for (String address : List.of("/oauth2/authorize", "/oauth2/authorize?request=" + "t".repeat(43),
        "/forward-auth/login", "/forward-auth/stopped")) {
      HttpResponse<String> page = ada.get(address);
      assertThat(page.headers().firstValue("Content-Language")).as(address).contains("fr");
      assertThat(page.body()).as("the menu of the account").contains(FakeAccount.EMAIL);
    }
  }

  @Test
  void aParameterThatWouldComeBackOtherwiseIsRefused() {
    HttpResponse<String> answer = site.browser().post("/oauth2/authorize", "client_id=grafana&state=" + "s".repeat(2001));
    assertThat(answer.statusCode()).isEqualTo(414);
    assertThat(site.account.wasAsked(BeginAuthorization.class)).isFalse();
  }

  @Test
  void theConsentNamesTheApplicationAndWhatItGets() {
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.CONSENT));
    HttpResponse<String> page = site.signedIn().get(LOGIN);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains(
        "<h1>Log in to Grafana?</h1>", "ada@example.org", "grafana.example.org",
        "An ID of your account", "Your email address", "Another permission: x:y",
        "name=\"decision\" value=\"allow\"", "name=\"decision\" value=\"deny\"")
        .doesNotContain("The groups you’re in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allow", "deny"})
  void aDecisionLeadsOnByAPage(String decision) {
    Browser ada = site.signedIn();
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.CONSENT));
    HttpResponse<String> consent = ada.get(LOGIN);
    site.account.answerAsBefore(ContinueAuthorization.OPERATION);
    assertLeadsOn(ada.submitFrom(consent, "/oauth2/authorize", "decision", decision),
        decision.equals("allow") ? ANSWER : DENIED);
    assertThat(site.account.last(ContinueAuthorization.class).decision().name()).isEqualToIgnoringCase(decision);
  }

  @Test
  void aDecisionIsTakenFromThisSitesOwnFormAlone() {
    Browser ada = site.signedIn();
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.CONSENT));
    Map<String, String> hidden = Browser.hidden(ada.get(LOGIN));
    String request = hidden.get("request");
    int asked = site.account.asked.size();
    String allow = "&request=" + request + "&decision=allow";
    assertThat(ada.post("/oauth2/authorize", allow.substring(1)).statusCode()).isEqualTo(403);
    assertThat(ada.post("/oauth2/authorize", "csrf=" + hidden.get("csrf") + allow, "Origin", "https://evil.example")
        .statusCode()).isEqualTo(403);
    assertThat(ada.post("/oauth2/authorize", "csrf=" + hidden.get("csrf") + allow, "Sec-Fetch-Site", "same-site")
        .statusCode()).isEqualTo(403);
    String foreign = site.signedIn().token("/settings/profile");
    assertThat(ada.post("/oauth2/authorize", "csrf=" + foreign + allow).statusCode()).isEqualTo(403);
    assertThat(ada.post("/oauth2/authorize", "csrf=" + hidden.get("csrf") + allow.replace("allow", "none"))
        .statusCode()).isEqualTo(400);
    assertThat(site.account.asked.subList(asked, site.account.asked.size()))
        .noneMatch(ContinueAuthorization.class::isInstance);
  }

  @Test
  void aDecisionOfAnEarlierSessionShowsTheConsentAnew() {
    Browser ada = site.signedIn();
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.CONSENT));
    HttpResponse<String> consent = ada.get(LOGIN);
    ada.with("ally_session", site.account.session());
    HttpResponse<String> answer = ada.submitFrom(consent, "/oauth2/authorize", "decision", "allow");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/oauth2/authorize?request=" + Browser.hidden(consent).get("request"));
  }

  @Test
  void somebodyOutsideTheGroupsIsToldAndMayGoBack() {
    Browser ada = site.signedIn();
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.NOT_IN_GROUP));
    HttpResponse<String> page = ada.get(LOGIN);
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("<h1>You can’t use Grafana</h1>", "value=\"leave\"");
    site.account.answerAsBefore(ContinueAuthorization.OPERATION);
    assertLeadsOn(ada.submitFrom(page, "/oauth2/authorize", "decision", "leave"), DENIED);
    assertThat(site.account.last(ContinueAuthorization.class).decision()).isEqualTo(Decision.LEAVE);
  }

  @Test
  void somebodyWhoDoesNotWantToLogInGoesBack() {
    Browser ada = site.browser();
    HttpResponse<String> page = ada.get(location(ada.get(LOGIN)));
    assertThat(page.body()).contains("Back to Grafana");
    assertLeadsOn(ada.submitFrom(page, "/oauth2/authorize", "decision", "leave"), DENIED);
    assertThat(ada.post("/oauth2/authorize", "decision=leave&request=" + Browser.hidden(page).get("request"))
        .statusCode()).isEqualTo(403);
  }

  @Test
  void aFormPostIsAPageWhoseFormGoesToThatOriginAlone() {
    site.oidc.mode = Mode.FORM_POST;
    HttpResponse<String> page = site.signedIn().get(LOGIN);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy")).contains(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action https://grafana.example.org; "
            + "frame-ancestors 'none'; base-uri 'none'; connect-src " + site.publicUrl + "/robots.txt");
    assertThat(page.body()).contains(
            "action=\"" + FakeOidc.CALLBACK + "\"", "name=\"code\" value=\"c0de\"", "name=\"state\" value=\"s1\"")
        .containsOnlyOnce("<form");
    assertKeptFromOthers(page);
  }

  @Test
  void theWayOutIsInTheLanguageOfTheAccount() throws Exception {
    Browser ada = site.signedIn();
    site.account.sessions.replaceAll((token, person) ->
        new Person(person.accountId(), person.email(), person.name(), person.picture(), "de"));
    assertThat(ada.send(ada.request(LOGIN).header("Sec-Fetch-Site", "same-origin").GET()).body())
        .contains("<html lang=\"de\"").doesNotContain(FakeAccount.EMAIL);
    site.oidc.mode = Mode.FORM_POST;
    HttpResponse<String> posting = ada.get(LOGIN);
    assertThat(posting.body()).contains("<html lang=\"de\"");
    assertThat(posting.headers().allValues("Content-Language")).containsExactly("de");
  }

  @Test
  void anAddressOfAnotherKindIsNeverFollowed() {
    for (String callback : List.of(
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a@evil.example/", "/login", "https:evil")) {
      site.oidc.callback = callback;
      HttpResponse<String> answer = site.signedIn().get(LOGIN);
      assertThat(answer.statusCode()).as(callback).isEqualTo(500);
      assertThat(location(answer)).as(callback).isEmpty();
    }
  }

  @Test
  void withoutOidcTheAnswerIsAPageThatSaysSo() {
    site.account.fail(BeginAuthorization.OPERATION, new Unavailable("away", Duration.ofSeconds(2)));
    HttpResponse<String> page = site.signedIn().get(LOGIN);
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.headers().firstValue("Retry-After")).contains("2");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
  }

  @Test
  void anInstallationWithoutItHasNoSuchAddress() {
    try (Site without = Site.withoutApplications()) {
      for (String path : List.of("/oauth2/authorize", "/oauth2/jwks", "/.well-known/openid-configuration")) {
        assertThat(without.browser().get(path).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(without.browser().post("/oauth2/token", "").statusCode()).isEqualTo(404);
      assertThat(without.browser().get("/login?next=%2Foauth2%2Fauthorize%3Frequest%3D" + "t".repeat(43)).statusCode())
          .isEqualTo(200);
    }
  }
}
