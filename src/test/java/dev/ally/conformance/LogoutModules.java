package dev.ally.conformance;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.harness.WholeServer;
import dev.ally.oidc.logout.Receiver;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plans "RP-Initiated Logout OP" and "Back-Channel Logout OP". Named after the modules, without {@code oidcc-}. */
abstract class LogoutModules {
  private final WholeServer ally = ConformanceTest.ALLY;
  private final SuiteClient suite = ConformanceTest.suite();
  private Browser browser;
  private JsonObject tokens;

  @BeforeEach
  void begin() {
    browser = ConformanceTest.newPerson().browser;
    tokens = suite.tokens(browser);
  }

  private HttpResponse<String> logOut(String... parameters) {
    return browser.get("/oauth2/logout?" + Browser.encode(Browser.pairs(parameters)));
  }

  private String hint() {
    return tokens.getString("id_token");
  }

  private boolean isLoggedIn() {
    Map<String, String> silent = suite.answered(browser, "prompt", "none");
    assertThat(silent.getOrDefault("error", "login_required")).isEqualTo("login_required");
    return silent.containsKey("code");
  }

  private void isErrorPageThatEndsNothing(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(location(answer)).isEmpty();
    assertThat(answer.body()).doesNotContain("suite.example.org");
    assertThat(isLoggedIn()).isTrue();
  }

  private void isAskedFirst(HttpResponse<String> question) {
    assertThat(question.statusCode()).isEqualTo(200);
    assertThat(isLoggedIn()).isTrue();
    HttpResponse<String> done = browser.submitFrom(question, "/oauth2/logout", "confirm", "yes");
    assertThat(SuiteClient.wayOut(done)).isEqualTo("/");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void rpInitiatedLogoutDiscoveryEndpointVerification() {
    assertThat(suite.discovery().getString("end_session_endpoint")).startsWith("https://");
  }

  @Test
  void rpInitiatedLogout() {
    HttpResponse<String> answer = logOut("id_token_hint", hint(), "post_logout_redirect_uri", SuiteClient.BYE,
        "state", "b-state");
    assertThat(SuiteClient.wayOut(answer)).isEqualTo(SuiteClient.BYE + "?state=b-state");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void rpInitiatedLogoutBadPostLogoutRedirectUri() {
    isErrorPageThatEndsNothing(logOut("id_token_hint", hint(), "state", "b-state",
        "post_logout_redirect_uri", "https://suite.example.org/elsewhere"));
  }

  @Test
  void rpInitiatedLogoutQueryAddedToPostLogoutRedirectUri() {
    isErrorPageThatEndsNothing(logOut("id_token_hint", hint(), "state", "b-state",
        "post_logout_redirect_uri", SuiteClient.BYE + "?foo=bar"));
  }

  /** Another issuer in the same token, whose signature fits no more. */
  @Test
  void rpInitiatedLogoutModifiedIdTokenHint() {
    String[] parts = hint().split("\\.");
    String last = parts[2].startsWith("A") ? "B" : "A";
    isErrorPageThatEndsNothing(logOut("post_logout_redirect_uri", SuiteClient.BYE, "state", "b-state",
        "id_token_hint", parts[0] + "." + parts[1] + "." + last + parts[2].substring(1)));
  }

  @Test
  void rpInitiatedLogoutBadIdTokenHint() {
    isErrorPageThatEndsNothing(logOut("post_logout_redirect_uri", SuiteClient.BYE, "state", "b-state",
        "id_token_hint", "bad"));
  }

  @Test
  void rpInitiatedLogoutNoIdTokenHint() {
    isErrorPageThatEndsNothing(logOut("post_logout_redirect_uri", SuiteClient.BYE, "state", "b-state"));
  }

  @Test
  void rpInitiatedLogoutNoParams() {
    isAskedFirst(logOut());
  }

  @Test
  void rpInitiatedLogoutOnlyState() {
    isAskedFirst(logOut("state", "b-state"));
  }

  @Test
  void rpInitiatedLogoutNoPostLogoutRedirectUri() {
    assertThat(SuiteClient.wayOut(logOut("id_token_hint", hint(), "state", "b-state"))).isEqualTo("/");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void rpInitiatedLogoutNoState() {
    HttpResponse<String> answer = logOut("id_token_hint", hint(), "post_logout_redirect_uri", SuiteClient.BYE);
    assertThat(SuiteClient.wayOut(answer)).isEqualTo(SuiteClient.BYE);
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void backchannelLogoutDiscoveryEndpointVerification() {
    assertThat(suite.discovery().getBoolean("backchannel_logout_supported")).isTrue();
    assertThat(suite.discovery().getBoolean("backchannel_logout_session_supported")).isTrue();
  }

  /** The round that sends the token begins every five seconds. */
  @Test
  void backchannelRpInitiatedLogout() throws IOException {
    try (Receiver receiver = new Receiver()) {
      SuiteClient told =
          SuiteClient.register(ally, new JsonObject().put("backchannel_logout_uri", receiver.address()));
      String hint = told.tokens(browser).getString("id_token");
      HttpResponse<String> answer = logOut("id_token_hint", hint, "post_logout_redirect_uri", SuiteClient.BYE,
          "state", "b-state");
      assertThat(SuiteClient.wayOut(answer)).isEqualTo(SuiteClient.BYE + "?state=b-state");
      Secret token = receiver.await(Duration.ofSeconds(30));
      JsonObject claims = SuiteClient.part(token.revealText(), 1);
      JsonObject login = SuiteClient.part(hint, 1);
      assertThat(SuiteClient.part(token.revealText(), 0).getString("typ")).isEqualTo("logout+jwt");
      for (String same : List.of("iss", "aud", "sub", "sid")) {
        assertThat(claims.getString(same)).as(same).isEqualTo(login.getString(same));
      }
      assertThat(claims.getJsonObject("events").fieldNames())
          .containsExactly("http://schemas.openid.net/event/backchannel-logout");
      assertThat(claims.fieldNames()).contains("iat", "exp", "jti").doesNotContain("nonce");
      assertThat(isLoggedIn()).isFalse();
    }
  }
}
