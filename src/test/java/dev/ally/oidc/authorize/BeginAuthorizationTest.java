package dev.ally.oidc.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginAuthorization.Outcome;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of an authorization request before anybody logs in. */
class BeginAuthorizationTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;
  private static String nativeClient;

  @BeforeAll
  static void register() {
    client = OIDC.client();
    nativeClient = OIDC.client(new JsonObject().put("type", "native").put("redirect_uris", new JsonArray()
        .add("http://127.0.0.1/callback").add("http://[::1]:4000/callback?app=1").add("http://localhost:5000/callback")
        .add("org.example.app:/callback")));
  }

  private static BeginAuthorization.Answer begin(Demand demand) {
    return OIDC.begin(demand, Secret.token(OidcFixture.RANDOM), Secret.empty());
  }

  private static Map<String, String> refusal(Demand demand) {
    BeginAuthorization.Answer answer = begin(demand);
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.ANSWERED);
    return OidcFixture.parameters(answer.response().orElseThrow());
  }

  @Test
  void aGoodRequestIsParkedAndNamedOnTheLoginPages() {
    Secret request = Secret.token(OidcFixture.RANDOM);
    BeginAuthorization.Answer answer = OIDC.begin(
        Demand.of(client).with("login_hint", "ada@example.org").with("ui_locales", "de fr"), request, Secret.empty());
    assertThat(answer).isEqualTo(new BeginAuthorization.Answer(
        Outcome.PARKED, Optional.empty(), "The application"));
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)))
        .isEqualTo(new FindAuthorization.Answer("The application", "ada@example.org", "de fr"));
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(Secret.of("another"))).clientName())
        .isEmpty();
  }

  @Test
  void aHintThatIsNoEmailAddressIsLeftOut() {
    for (String hint : List.of("x".repeat(255), "a\nb")) {
      Secret request = Secret.token(OidcFixture.RANDOM);
      OIDC.begin(Demand.of(client).with("login_hint", hint), request, Secret.empty());
      assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)))
          .isEqualTo(new FindAuthorization.Answer("The application", "", ""));
    }
  }

  @Test
  void parkingAgainUnderTheSameTokenChangesNothing() {
    Secret request = Secret.token(OidcFixture.RANDOM);
    OIDC.begin(Demand.of(client).with("login_hint", "first"), request, Secret.empty());
    assertThat(OIDC.begin(Demand.of(client).with("login_hint", "second"), request, Secret.empty()).outcome())
        .isEqualTo(Outcome.PARKED);
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)).loginHint()).isEqualTo("first");
  }

  @Test
  void aRequestIsParkedForAnHour() {
    Secret request = Secret.token(OidcFixture.RANDOM);
    OIDC.begin(Demand.of(client), request, Secret.empty());
    OIDC.clock.pass(Duration.ofHours(1).minusMillis(1));
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)).clientName()).isNotEmpty();
    OIDC.clock.pass(Duration.ofMillis(1));
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)).clientName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "a b", "\u0000", "client'; --", "ｃｌｉｅｎｔ"})
  void anUnknownClientGetsNoRedirect(String unknown) {
    assertThat(begin(Demand.of(unknown)).outcome()).isEqualTo(Outcome.UNKNOWN_CLIENT);
  }

  @Test
  void aDoubledClientOrAddressGetsNoRedirect() {
    assertThat(begin(Demand.of(client).repeated("client_id")).outcome()).isEqualTo(Outcome.UNKNOWN_CLIENT);
    assertThat(begin(Demand.of(client).repeated("redirect_uri")).outcome()).isEqualTo(Outcome.UNKNOWN_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "https://app.example.org/callback/", "https://app.example.org/Callback", "https://APP.example.org/callback",
      "http://app.example.org/callback", "https://app.example.org:443/callback", "https://app.example.org/callback?a=b",
      "https://app.example.org/callback#a", "https://app.example.org/x/../callback",
      "https://app.example.org/callback/..;/evil", "https://app.example.org/..;/callback",
      "https://app.example.org@evil.example/callback", "https://a@b@app.example.org/callback",
      "https://app.example.org%2Fcallback", "https://app.example.org/%63allback",
      "https://app.example.org/%2563allback", "https://app.example.org\\@evil.example/callback",
      "https://evil.example/https://app.example.org/callback", "//app.example.org/callback",
      "https://app.example.org/callback ", " https://app.example.org/callback", "https://app.example.org/callback\n",
      "https://app.example.org/callback\u0000", "javascript:alert(1)", "https://app.example.org.evil.example/callback"})
  void anAddressThatDiffersInOneCharacterGetsNoRedirect(String address) {
    BeginAuthorization.Answer answer = begin(Demand.of(client).with("redirect_uri", address));
    assertThat(answer.outcome()).isEqualTo(Outcome.UNKNOWN_ADDRESS);
    assertThat(answer.response()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "http://127.0.0.1/callback", "http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback",
      "http://[::1]:12345/callback?app=1", "http://[::1]/callback?app=1", "http://localhost:5000/callback",
      "org.example.app:/callback"})
  void aNativeClientsLoopbackAddressMayDifferInItsPort(String address) {
    BeginAuthorization.Answer answer = begin(Demand.of(nativeClient).with("redirect_uri", address));
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.PARKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "http://localhost:5001/callback", "http://localhost/callback", "http://127.0.0.1:80@evil.example/callback",
      "http://127.0.0.1:65536/callback", "http://127.0.0.1:123456/callback", "http://127.0.0.1:/callback",
      "http://127.0.0.1:80/other", "http://127.0.0.1:80/callback?a=b", "http://127.0.0.1:80",
      "http://127.0.0.2/callback",
      "http://127.0.0.1.evil.example/callback", "http://127.0.0.1:8o/callback", "http://127.0.0.1:-1/callback",
      "https://127.0.0.1/callback", "http://[::1]:80/callback", "http://[::2]:80/callback?app=1",
      "http://127.0.0.1:80\\@evil.example/callback", "http://127.0.0.1:80#@evil.example/callback",
      "http://localhost:80@evil.example/callback", "org.example.app:/callback:1", "http://127.0.0.1:٨٠/callback"})
  void nothingElseOfANativeClientsAddressMayDiffer(String address) {
    assertThat(begin(Demand.of(nativeClient).with("redirect_uri", address)).outcome())
        .isEqualTo(Outcome.UNKNOWN_ADDRESS);
  }

  @Test
  void theLoopbackRuleIsForNativeClientsAlone() {
    String web = OIDC.client(new JsonObject()
        .put("redirect_uris", new JsonArray().add("http://127.0.0.1:80/callback")));
    assertThat(begin(Demand.of(web).with("redirect_uri", "http://127.0.0.1:81/callback")).outcome())
        .isEqualTo(Outcome.UNKNOWN_ADDRESS);
  }

  /** Name and value of a parameter, and the error. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "response_type|token|unsupported_response_type",
      "response_type|id_token|unsupported_response_type",
      "response_type|code id_token|unsupported_response_type",
      "response_type|code token|unsupported_response_type",
      "response_type|none|unsupported_response_type",
      "response_type|CODE|unsupported_response_type",
      "response_type|''|invalid_request",
      "response_mode|fragment|invalid_request",
      "response_mode|web_message|invalid_request",
      "request|eyJhbGciOiJub25lIn0.e30.|request_not_supported",
      "request_uri|https://app.example.org/request|request_uri_not_supported",
      "registration|{}|registration_not_supported",
      "scope|''|invalid_scope",
      "scope|address phone|invalid_scope",
      "code_challenge|''|invalid_request",
      "code_challenge|too-short|invalid_request",
      "code_challenge|E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM|invalid_request",
      "code_challenge_method|plain|invalid_request",
      "code_challenge_method|''|invalid_request",
      "code_challenge_method|s256|invalid_request",
      "prompt|none login|invalid_request",
      "prompt|none consent|invalid_request",
      "prompt|create|invalid_request",
      "max_age|soon|invalid_request",
      "max_age|-1|invalid_request",
      "max_age|1.5|invalid_request",
      "max_age|99999999999|invalid_request",
      "claims|{|invalid_request",
      "claims|[]|invalid_request",
      "claims|\"text\"|invalid_request",
      "claims|{\"id_token\": 1}|invalid_request",
      "claims|{\"id_token\": {\"acr\": \"mfa\"}}|invalid_request",
      "claims|{\"id_token\": {\"acr\": {\"essential\": \"yes\"}}}|invalid_request",
      "claims|{\"id_token\": {\"acr\": {\"values\": [null]}}}|invalid_request",
      "claims|{\"userinfo\": {\"email\": true}}|invalid_request",
      "claims|{\"id_token\": {\"acr\": {\"essential\": true, \"values\": [\"urn:x\"]}}}"
          + "|unmet_authentication_requirements",
      "id_token_hint|no.token.here|invalid_request"})
  void whatIsWrongGoesToTheApplication(String name, String value, String error) {
    Map<String, String> refusal = refusal(Demand.of(client).with(name, value));
    assertThat(refusal).containsEntry("error", error).containsEntry("state", "a state")
        .containsEntry("iss", OidcFixture.ISSUER).containsKey("error_description").doesNotContainKey("code");
    assertThat(refusal.get("error_description")).matches("[ !#-\\[\\]-~]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "response_type", "response_mode", "scope", "nonce", "code_challenge", "code_challenge_method", "prompt",
      "max_age", "acr_values", "claims", "login_hint", "id_token_hint", "ui_locales", "request", "request_uri",
      "unknown"})
  void aDoubledParameterIsRefused(String name) {
    assertThat(refusal(Demand.of(client).repeated(name))).containsEntry("error", "invalid_request")
        .containsEntry("state", "a state");
  }

  @Test
  void aStateThatCannotBeSentBackAsItCameIsNot() {
    assertThat(refusal(Demand.of(client).repeated("state"))).containsEntry("error", "invalid_request")
        .doesNotContainKey("state");
    for (String unfit : List.of("x".repeat(2_001), "a\u0000b", "a\r\nb")) {
      assertThat(refusal(Demand.of(client).with("state", unfit))).containsEntry("error", "invalid_request")
          .doesNotContainKey("state");
      assertThat(refusal(Demand.of(client).with("nonce", unfit))).containsEntry("error", "invalid_request");
    }
  }

  @Test
  void aDeeplyNestedObjectOfClaimsIsRefused() {
    assertThat(refusal(Demand.of(client).with("claims", "{\"a\":".repeat(1_500)))).containsEntry(
        "error", "invalid_request");
    assertThat(refusal(Demand.of(client).with("claims", "[".repeat(7_900)))).containsEntry(
        "error", "invalid_request");
  }

  @Test
  void anErrorGoesTheWayThatWasAskedFor() {
    BeginAuthorization.Answer answer =
        begin(Demand.of(client).with("response_mode", "form_post").with("response_type", "token"));
    assertThat(answer.response().orElseThrow().mode()).isEqualTo(AuthorizationResponse.Mode.FORM_POST);
    assertThat(answer.response().orElseThrow().redirectUri()).isEqualTo(OidcFixture.REDIRECT);
    BeginAuthorization.Answer doubled =
        begin(Demand.of(client).with("response_mode", "form_post").repeated("response_mode"));
    assertThat(doubled.response().orElseThrow().mode()).as("asked for in two ways")
        .isEqualTo(AuthorizationResponse.Mode.QUERY);
  }

  static List<JsonObject> clientsThatNeedTheProof() {
    JsonArray loopback = new JsonArray().add("http://127.0.0.1/callback");
    return List.of(
        new JsonObject(),
        new JsonObject().put("type", "browser"),
        new JsonObject().put("type", "native").put("redirect_uris", loopback),
        new JsonObject().put("auth_method", "none").put("pkce", "optional"));
  }

  @ParameterizedTest
  @MethodSource("clientsThatNeedTheProof")
  void aClientThatNeedsTheProofSendsAChallenge(JsonObject fields) {
    String needing = OIDC.client(fields);
    String address = fields.containsKey("redirect_uris") ? "http://127.0.0.1/callback" : OidcFixture.REDIRECT;
    Demand demand = Demand.of(needing).with("redirect_uri", address);
    assertThat(begin(demand).outcome()).isEqualTo(Outcome.PARKED);
    assertThat(refusal(demand.without("code_challenge", "code_challenge_method")))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void aClientForWhichTheProofIsOptionalMayLeaveItOut() {
    String old = OIDC.client(new JsonObject().put("pkce", "optional"));
    assertThat(begin(Demand.of(old).without("code_challenge", "code_challenge_method")).outcome())
        .isEqualTo(Outcome.PARKED);
    assertThat(refusal(Demand.of(old).without("code_challenge"))).containsEntry("error", "invalid_request");
  }

  @Test
  void unknownParametersScopesAndClaimsAreIgnored() {
    assertThat(begin(Demand.of(client)
        .with("scope", "openid address  https://example.org/scope \u0000")
        .with("acr_values", "urn:x urn:y")
        .with("claims", "{\"userinfo\": {\"phone\": null, \"email\": {\"essential\": true}}, \"other\": {}}")
        .with("login_hint", "x".repeat(3_000)).with("ui_locales", "x".repeat(3_000))).outcome())
        .isEqualTo(Outcome.PARKED);
  }

  @Test
  void aMemberOfClaimsThatIsNullAsksForNothing() {
    assertThat(begin(Demand.of(client)
        .with("claims", "{\"id_token\": {\"acr\": {\"essential\": null, \"value\": null, \"values\": null}}}")).outcome())
        .isEqualTo(Outcome.PARKED);
  }

  @Test
  void aHintOfAnotherClientOrOfNobodyIsRefused() {
    String other = OIDC.client();
    Person person = OIDC.account.person().logIn();
    Secret idToken = OIDC.tokens(Demand.of(other), person).idToken();
    assertThat(begin(Demand.of(other).with("id_token_hint", idToken.revealText())).outcome()).isEqualTo(Outcome.PARKED);
    assertThat(refusal(Demand.of(client).with("id_token_hint", idToken.revealText())))
        .containsEntry("error", "invalid_request");
    String[] parts = idToken.revealText().split("\\.");
    assertThat(refusal(Demand.of(other).with("id_token_hint", parts[0] + "." + parts[1] + ".")))
        .containsEntry("error", "invalid_request");
    String claim = "{\"id_token\": {\"sub\": {\"value\": \"%s\"}}}".formatted(UUID.randomUUID());
    assertThat(refusal(Demand.of(other).with("id_token_hint", idToken.revealText()).with("claims", claim)))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void aHintThatWasGivenUnderAnotherAddressOfThisServerIsRefused() {
    Map<String, Object> claims = Map.of(
        "iss", "https://old.example.org", "aud", client, "sub", UUID.randomUUID().toString());
    assertThat(refusal(Demand.of(client).with("id_token_hint", OIDC.signed("JWT", claims).revealText())))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void aDumpOfTheTableParksNothing() {
    Secret request = Secret.token(OidcFixture.RANDOM);
    OIDC.begin(Demand.of(client), request, Secret.empty());
    assertThat(OIDC.database.count("oidc.authorization_request WHERE token_hash::text LIKE '%"
        + request.revealText() + "%' OR demand LIKE '%" + request.revealText() + "%'")).isZero();
  }
}
