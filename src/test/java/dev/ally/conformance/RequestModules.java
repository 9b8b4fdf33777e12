package dev.ally.conformance;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of the plan "Basic OP" what a request may ask for. Named after the modules, without {@code oidcc-}. */
abstract class RequestModules {
  private final WholeServer ally = ConformanceTest.ALLY;
  private final String mode;
  private final SuiteClient suite = ConformanceTest.suite();
  private Browser browser;
  private SimulatedUser person;

  /** @param mode the {@code response_mode}; empty: the default */
  RequestModules(String mode) {
    this.mode = mode;
  }

  @BeforeEach
  void begin() {
    person = ConformanceTest.person();
    browser = person.browser;
  }

  private Map<String, String> request(String... changes) {
    Map<String, String> request = suite.request(changes);
    if (!mode.isEmpty()) {
      request.put("response_mode", mode);
    }
    return request;
  }

  private HttpResponse<String> open(String... changes) {
    return SuiteClient.open(browser, request(changes));
  }

  private Map<String, String> answered(String... changes) {
    return SuiteClient.atCallback(open(changes));
  }

  private JsonObject idToken(HttpResponse<String> answer) {
    return SuiteClient.idToken(suite.redeem(SuiteClient.atCallback(answer).get("code")));
  }

  private JsonObject idToken(String... changes) {
    return idToken(open(changes));
  }

  /** A page of Ally's own, from which nothing leads to the application. */
  private static void isErrorPage(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<h1>").doesNotContain("suite.example.org");
    assertThat(location(answer)).isEmpty();
  }

  private static String requestObject(JsonObject claims) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
        + encoder.encodeToString(claims.encode().getBytes(StandardCharsets.UTF_8)) + ".";
  }

  @Test
  void displayPage() {
    assertThat(answered("display", "page")).containsKey("code");
  }

  @Test
  void displayPopup() {
    assertThat(answered("display", "popup")).containsKey("code");
  }

  @Test
  void promptLogin() {
    JsonObject first = idToken();
    ally.clock.pass(Duration.ofSeconds(7));
    JsonObject second = idToken(SuiteClient.logIn(open("prompt", "login"), person, browser));
    assertThat(second.getString("sub")).isEqualTo(first.getString("sub"));
    assertThat(second.getLong("auth_time")).isGreaterThan(first.getLong("auth_time"));
  }

  @Test
  void promptNoneNotLoggedIn() {
    browser = ally.browser();
    assertThat(answered("prompt", "none")).containsEntry("error", "login_required").doesNotContainKey("code");
  }

  @Test
  void promptNoneLoggedIn() {
    JsonObject first = idToken();
    JsonObject second = idToken("prompt", "none");
    assertThat(second.getString("sub")).isEqualTo(first.getString("sub"));
    assertThat(second.getLong("auth_time")).isEqualTo(first.getLong("auth_time"));
  }

  @Test
  void maxAge1() {
    JsonObject first = idToken();
    ally.clock.pass(Duration.ofSeconds(2));
    JsonObject second = idToken(SuiteClient.logIn(open("max_age", "1"), person, browser));
    assertThat(second.getString("sub")).isEqualTo(first.getString("sub"));
    assertThat(second.getLong("auth_time")).isGreaterThan(first.getLong("auth_time"));
  }

  @Test
  void maxAge10000() {
    JsonObject first = idToken();
    ally.clock.pass(Duration.ofSeconds(2));
    JsonObject second = idToken("max_age", "10000");
    assertThat(second.getLong("auth_time")).isNotNull().isEqualTo(first.getLong("auth_time"));
  }

  @Test
  void ensureRequestWithUnknownParameterSucceeds() {
    assertThat(answered("extra", "foobar")).containsKey("code");
  }

  @Test
  void idTokenHint() {
    JsonObject tokens = suite.redeem(answered().get("code"));
    JsonObject again = idToken("prompt", "none", "id_token_hint", tokens.getString("id_token"));
    assertThat(again.getString("sub")).isEqualTo(SuiteClient.idToken(tokens).getString("sub"));
  }

  @Test
  void loginHint() {
    browser = ally.browser();
    HttpResponse<String> login = open("login_hint", person.email);
    assertThat(browser.get(location(login)).body()).contains("value=\"" + person.email + "\"");
    assertThat(idToken(SuiteClient.logIn(login, person, browser)).getString("sub")).isNotEmpty();
  }

  @Test
  void uiLocales() {
    browser = ally.browser();
    HttpResponse<String> login = open("ui_locales", "se");
    assertThat(browser.get(location(login)).body()).contains("<html lang=\"en\"");
    assertThat(SuiteClient.atCallback(SuiteClient.logIn(login, person, browser))).containsKey("code");
  }

  @Test
  void ensureRequestWithAcrValuesSucceeds() {
    assertThat(idToken("acr_values", "1 2").getString("acr")).isEqualTo("https://refeds.org/profile/sfa");
    assertThat(idToken("acr_values", "https://refeds.org/profile/sfa").getString("acr"))
        .isEqualTo("https://refeds.org/profile/sfa");
  }

  @Test
  void ensureRegisteredRedirectUri() {
    isErrorPage(open("redirect_uri", SuiteClient.CALLBACK + "/" + "unregistered"));
  }

  /** A browser sends no cookies with a form of another site. */
  @Test
  void ensurePostRequestSucceeds() {
    HttpResponse<String> parked = ally.browser().post("/oauth2/authorize", Browser.encode(request()),
        "Origin", "https://suite.example.org", "Sec-Fetch-Site", "cross-site");
    assertThat(parked.statusCode()).isEqualTo(303);
    assertThat(SuiteClient.atCallback(browser.get(location(parked)))).containsKey("code");
  }

  /** Rejected as unsupported, which discovery says and the plan allows. */
  @Test
  void requestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported() {
    assertThat(suite.discovery().getBoolean("request_uri_parameter_supported")).isFalse();
    assertThat(answered("request_uri", "https://suite.example.org/request.jwt"))
        .containsEntry("error", "request_uri_not_supported").containsEntry("state", "a-state");
  }

  @Test
  void unsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported() {
    assertThat(suite.discovery().getBoolean("request_parameter_supported")).isFalse();
    assertThat(answered("request", requestObject(new JsonObject().put("nonce", "another"))))
        .containsEntry("error", "request_not_supported").containsEntry("state", "a-state");
  }

  @Test
  void ensureRequestObjectWithRedirectUri() {
    isErrorPage(open("redirect_uri", "https://suite.example.org/elsewhere",
        "request", requestObject(new JsonObject().put("redirect_uri", SuiteClient.CALLBACK))));
  }
}
