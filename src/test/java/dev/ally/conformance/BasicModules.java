package dev.ally.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of the plan "Basic OP" what comes back: tokens and claims. Named after the modules, without {@code oidcc-}. */
abstract class BasicModules {
  /** RFC 7636 appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final WholeServer ally = ConformanceTest.ALLY;
  private final String mode;
  private final SuiteClient suite = ConformanceTest.suite();
  private Browser browser;
  private SimulatedUser person;

  /** @param mode the {@code response_mode}; empty: the default */
  BasicModules(String mode) {
    this.mode = mode;
  }

  @BeforeEach
  void begin() {
    person = ConformanceTest.person();
    browser = person.browser;
  }

  private JsonObject tokens(String... changes) {
    return suite.redeem(code(changes));
  }

  private String code(String... changes) {
    Map<String, String> request = suite.request(changes);
    if (!mode.isEmpty()) {
      request.put("response_mode", mode);
    }
    Map<String, String> answer = SuiteClient.atCallback(SuiteClient.open(browser, request));
    assertThat(answer).containsEntry("iss", ally.publicUrl().toString()).containsEntry("state", "a-state");
    return answer.get("code");
  }

  private void saysNothingOf(String scope) {
    JsonObject tokens = tokens("scope", "openid " + scope);
    assertThat(tokens.getString("scope")).isEqualTo("openid");
    assertThat(suite.claims(tokens).fieldNames()).containsExactly("sub");
  }

  @Test
  void server() {
    JsonObject tokens = tokens();
    assertThat(tokens.getString("token_type")).isEqualTo("Bearer");
    JsonObject claims = SuiteClient.idToken(tokens);
    long now = ally.clock.instant().getEpochSecond();
    assertThat(claims.getString("iss")).isEqualTo(ally.publicUrl().toString());
    assertThat(claims.getString("aud")).isEqualTo(suite.id);
    assertThat(claims.getString("nonce")).isEqualTo("a-nonce");
    assertThat(claims.getLong("iat")).isEqualTo(now);
    assertThat(claims.getLong("exp")).isGreaterThan(now);
    assertThat(claims.getString("sub")).isNotEmpty().hasSizeLessThanOrEqualTo(255)
        .isEqualTo(suite.claims(tokens).getString("sub"));
  }

  @Test
  void responseTypeMissing() {
    Map<String, String> request = suite.request("response_type", "", "response_mode", mode);
    assertThat(SuiteClient.atCallback(SuiteClient.open(browser, request)))
        .containsEntry("error", "invalid_request").containsEntry("state", "a-state").doesNotContainKey("code");
  }

  @Test
  void idtokenSignature() throws Exception {
    String idToken = tokens().getString("id_token");
    JsonObject header = SuiteClient.part(idToken, 0);
    assertThat(header.getString("alg")).isEqualTo("RS256");
    JWK key = JWKSet.parse(suite.keys()).getKeyByKeyId(header.getString("kid"));
    assertThat(JWSObject.parse(idToken).verify(new RSASSAVerifier((RSAKey) key))).isTrue();
  }

  /** A client cannot be registered for it, which the plan allows. */
  @Test
  void idtokenUnsigned() {
    assertThat(suite.discovery().getJsonArray("id_token_signing_alg_values_supported")).doesNotContain("none");
    assertThat(SuiteClient.apply(ally, "unsigned", new JsonObject().put("id_token_alg", "none")).mistakes())
        .isNotEmpty();
  }

  @Test
  void userinfoGet() {
    JsonObject tokens = tokens();
    assertThat(suite.claims(tokens).getString("sub")).isEqualTo(SuiteClient.idToken(tokens).getString("sub"));
  }

  @Test
  void userinfoPostHeader() {
    JsonObject tokens = tokens();
    HttpResponse<String> answer = ally.browser().send(ally.browser().request("/oauth2/userinfo")
        .header("Authorization", "Bearer " + tokens.getString("access_token")).POST(BodyPublishers.noBody()));
    assertThat(SuiteClient.json(answer).getString("sub")).isEqualTo(SuiteClient.idToken(tokens).getString("sub"));
  }

  @Test
  void userinfoPostBody() {
    JsonObject tokens = tokens();
    HttpResponse<String> answer = ally.browser().post(
        "/oauth2/userinfo", Browser.encode(Map.of("access_token", tokens.getString("access_token"))));
    assertThat(SuiteClient.json(answer).getString("sub")).isEqualTo(SuiteClient.idToken(tokens).getString("sub"));
  }

  @Test
  void ensureRequestWithoutNonceSucceedsForCodeFlow() {
    assertThat(SuiteClient.idToken(tokens("nonce", "")).fieldNames()).doesNotContain("nonce").contains("sub");
  }

  @Test
  void scopeProfile() {
    assertThat(suite.claims(tokens("scope", "openid profile")).getString("name")).isEqualTo("Ada");
  }

  @Test
  void scopeEmail() {
    JsonObject claims = suite.claims(tokens("scope", "openid email"));
    assertThat(claims.getString("email")).isEqualTo(person.email);
    assertThat(claims.getBoolean("email_verified")).isNotNull();
    assertThat(claims.fieldNames()).doesNotContain("name");
  }

  @Test
  void scopeAddress() {
    saysNothingOf("address");
  }

  @Test
  void scopePhone() {
    saysNothingOf("phone");
  }

  @Test
  void scopeAll() {
    JsonObject claims = suite.claims(tokens("scope", "openid profile email address phone"));
    assertThat(claims.fieldNames()).contains("sub", "name", "email", "email_verified");
  }

  @Test
  void alternateHappyFlow() {
    Map<String, String> request = new TreeMap<>(Comparator.reverseOrder());
    request.putAll(suite.request("scope", "email openid"));
    assertThat(suite.claims(suite.redeem(SuiteClient.atCallback(SuiteClient.open(browser, request)).get("code")))
        .getString("email")).isEqualTo(person.email);
  }

  @Test
  void ensureOtherScopeOrderSucceeds() {
    assertThat(suite.claims(tokens("scope", "email openid")).getString("email")).isEqualTo(person.email);
  }

  @Test
  void claimsEssential() {
    JsonObject asked = new JsonObject()
        .put("userinfo", new JsonObject().put("name", new JsonObject().put("essential", true)));
    assertThat(suite.claims(tokens("claims", asked.encode())).getString("name")).isEqualTo("Ada");
  }

  @Test
  void claimsLocales() {
    assertThat(tokens("claims_locales", "se").getString("id_token")).isNotNull();
  }

  @Test
  void codereuse() {
    String code = code();
    assertThat(suite.redeem(code).getString("access_token")).isNotNull();
    assertThat(suite.redeem(code).getString("error")).isEqualTo("invalid_grant");
  }

  @Test
  void codereuse30seconds() {
    String code = code();
    JsonObject tokens = suite.redeem(code);
    ally.clock.pass(Duration.ofSeconds(30));
    assertThat(suite.redeem(code).getString("error")).isEqualTo("invalid_grant");
    assertThat(suite.userInfo(tokens).statusCode()).as("what came of the first use has ended").isEqualTo(401);
  }

  @Test
  void serverClientSecretPost() {
    SuiteClient posting = SuiteClient.register(ally, new JsonObject().put("auth_method", "client_secret_post"));
    JsonObject tokens = posting.redeemByPost(posting.answered(browser).get("code"));
    assertThat(SuiteClient.idToken(tokens).getString("aud")).isEqualTo(posting.id);
  }

  @Test
  void refreshToken() {
    JsonObject tokens = tokens("scope", "openid offline_access", "prompt", "");
    SuiteClient other = SuiteClient.register(ally, new JsonObject());
    assertThat(suite.refresh(other, tokens).getString("error")).isEqualTo("invalid_grant");
    JsonObject refreshed = suite.refresh(suite, tokens);
    JsonObject first = SuiteClient.idToken(tokens);
    JsonObject second = SuiteClient.idToken(refreshed);
    for (String same : List.of("iss", "sub", "aud", "auth_time")) {
      assertThat(second.getValue(same)).as(same).isEqualTo(first.getValue(same));
    }
    assertThat(suite.claims(refreshed).getString("sub")).isEqualTo(first.getString("sub"));
  }

  @Test
  void ensureRequestWithValidPkceSucceeds() {
    String code = code("code_challenge", CHALLENGE, "code_challenge_method", "S256");
    assertThat(suite.ask("grant_type", "authorization_code", "code", code, "redirect_uri", SuiteClient.CALLBACK,
        "code_verifier", VERIFIER).getString("id_token")).isNotNull();
  }
}
