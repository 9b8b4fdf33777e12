package dev.ally.web.oauth2;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogOut;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.BeginLogout.Outcome;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A logout that an application asks for. */
class EndSessionTest {
  private static final String RETURN = "https://grafana.example.org/bye?state=s1";
  private static final String ASKED = "/oauth2/logout?id_token_hint=h&client_id=grafana&state=s1"
      + "&post_logout_redirect_uri=https%3A%2F%2Fgrafana.example.org%2Fbye";

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  private void answer(Outcome outcome, String address) {
    site.account.answer(BeginLogout.OPERATION, new BeginLogout.Answer(outcome, address, "Grafana"));
  }

  @Test
  void aProvenOneEndsTheSessionAndGoesBack() {
    answer(Outcome.PROVEN, RETURN);
    Browser ada = site.signedIn();
    String session = ada.cookies.get("ally_session");
    HttpResponse<String> answer = ada.get(ASKED);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(RETURN);
    assertThat(site.account.sessions).doesNotContainKey(session);
    assertThat(ada.cookies).doesNotContainKey("ally_session");
    BeginLogout question = site.account.last(BeginLogout.class);
    assertThat(question.idTokenHint()).isEqualTo("h");
    assertThat(question.returnUri()).isEqualTo("https://grafana.example.org/bye");
    assertThat(question.voucher().revealText()).isEqualTo("voucher");
  }

  @Test
  void oneWithoutAnAddressGoesHome() {
    answer(Outcome.PROVEN, "");
    Browser ada = site.signedIn();
    assertThat(location(ada.get(ASKED))).isEqualTo("/");
    assertThat(ada.get("/").body()).contains("logged out");
  }

  @Test
  void anyOtherIsAskedFirst() {
    answer(Outcome.ASK, RETURN);
    Browser ada = site.signedIn();
    HttpResponse<String> page = ada.get(ASKED);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains(
        "<h1>Log out?</h1>", "Grafana wants to log you out.", "name=\"confirm\" value=\"yes\"");
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
    HttpResponse<String> out = ada.submitFrom(page, "/oauth2/logout", "confirm", "yes");
    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(out.headers().firstValue("Refresh")).contains("0; url=" + RETURN);
    assertThat(site.account.wasAsked(LogOut.class)).isTrue();
    assertThat(ada.cookies).doesNotContainKey("ally_session");
    assertThat(site.account.last(BeginLogout.class).idTokenHint()).isEqualTo("h");
  }

  @Test
  void aConfirmationIsTakenFromThisSitesOwnFormAlone() {
    answer(Outcome.ASK, RETURN);
    Browser ada = site.signedIn();
    String token = Browser.hidden(ada.get(ASKED)).get("csrf");
    assertThat(ada.post("/oauth2/logout", "confirm=yes").statusCode()).isEqualTo(403);
    assertThat(ada.post("/oauth2/logout", "confirm=yes&csrf=" + token, "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(ada.post("/oauth2/logout", "confirm=no&csrf=" + token).statusCode()).isEqualTo(400);
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
  }

  @Test
  void whoIsNotLoggedInIsNotAsked() {
    answer(Outcome.ASK, RETURN);
    assertThat(location(site.browser().get(ASKED))).isEqualTo(RETURN);
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
  }

  /** The address may stand in any page of anybody: it must not end the login of somebody who is about to give a code. */
  @Test
  void aLoginThatWaitsForItsCodeGoesOn() {
    answer(Outcome.PROVEN, RETURN);
    Browser ada = site.browser();
    ada.cookies.put("ally_pending", "pending");
    assertThat(location(ada.get(ASKED))).isEqualTo(RETURN);
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
    assertThat(ada.cookies).containsKey("ally_pending");
  }

  @Test
  void aPostOfAnApplicationGoesOnByAGet() {
    HttpResponse<String> answer = site.browser().post(
        "/oauth2/logout", ASKED.substring(ASKED.indexOf('?') + 1), "Origin", "https://grafana.example.org");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).startsWith("/oauth2/logout?id_token_hint=h&client_id=grafana&post_logout")
        .endsWith("&state=s1");
  }

  @Test
  void aStateThatWouldNotComeBackAsItWasEndsNothing() {
    answer(Outcome.PROVEN, RETURN);
    Browser ada = site.signedIn();
    String asked = ASKED.replace("&state=s1", "") + "&state=";
    for (String state : new String[] {"x".repeat(1_963), "%E2%82%AC".repeat(220)}) {
      assertThat(ada.get(asked + state).statusCode()).isEqualTo(414);
    }
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
    assertThat(ada.get(asked + "x".repeat(1_962)).statusCode()).isEqualTo(303);
  }

  @Test
  void anErrorIsAPageAndEndsNothing() {
    for (Outcome outcome : new Outcome[] {Outcome.UNKNOWN_ADDRESS, Outcome.BAD_HINT}) {
      answer(outcome, "");
      HttpResponse<String> page = site.signedIn().get(ASKED);
      assertThat(page.statusCode()).isEqualTo(400);
      assertThat(page.body()).contains("still logged in", "For the developers of the application");
    }
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
  }

  @Test
  void aParameterThatIsThereTwiceEndsNothing() {
    answer(Outcome.PROVEN, RETURN);
    Browser ada = site.signedIn();
    String twice = ASKED + "&state=s2";
    assertThat(ada.get(twice).statusCode()).isEqualTo(400);
    assertThat(ada.post("/oauth2/logout", twice.substring(twice.indexOf('?') + 1),
        "Origin", "https://grafana.example.org").statusCode()).isEqualTo(400);
    assertThat(site.account.wasAsked(LogOut.class)).isFalse();
  }
}
