package dev.ally.conformance;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.harness.Browser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan "Config OP", and of the plan "Dynamic OP" what needs no registration. Named after the modules. */
abstract class DynamicModules {
  private static final String WITH_QUERY = SuiteClient.CALLBACK + "?dummy=value";

  private final WholeServer ally = ConformanceTest.ALLY;
  private final SuiteClient suite = ConformanceTest.suite();
  private Browser browser;

  @BeforeEach
  void begin() {
    browser = ConformanceTest.person().browser;
  }

  private SuiteClient registeredWithQuery() {
    return SuiteClient.register(ally, new JsonObject().put("redirect_uris", new JsonArray().add(WITH_QUERY)));
  }

  private void isErrorPage(SuiteClient client, String redirectUri) {
    HttpResponse<String> answer = SuiteClient.open(browser, client.request("redirect_uri", redirectUri));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(location(answer)).isEmpty();
    assertThat(answer.body()).doesNotContain("suite.example.org");
  }

  private static ECKey key() throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
  }

  private static JsonObject authenticatingBy(ECKey key) {
    return new JsonObject().put("auth_method", "private_key_jwt")
        .put("jwks", new JsonObject(new JWKSet(key.toPublicJWK()).toString()));
  }

  private JsonObject ask(SuiteClient client, ECKey key, String... fields) throws JOSEException {
    long now = ally.clock.instant().getEpochSecond();
    JWSObject assertion = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
        new Payload(Map.of("iss", client.id, "sub", client.id, "aud", ally.publicUrl().toString(), "iat", now,
            "exp", now + 60, "jti", UUID.randomUUID().toString())));
    assertion.sign(new ECDSASigner(key));
    Map<String, String> all = Browser.pairs(fields);
    all.put("client_assertion", assertion.serialize());
    all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    return client.askWithout(all.entrySet().stream()
        .flatMap(each -> List.of(each.getKey(), each.getValue()).stream()).toArray(String[]::new));
  }

  private JsonObject redeem(SuiteClient client, ECKey key, String scope) throws JOSEException {
    return ask(client, key, "grant_type", "authorization_code", "redirect_uri", SuiteClient.CALLBACK,
        "code", client.answered(browser, "scope", scope).get("code"));
  }

  @Test
  void discoveryEndpointVerification() {
    JsonObject metadata = suite.discovery();
    assertThat(metadata.getString("issuer")).isEqualTo(ally.publicUrl().toString());
    for (String name : List.of("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")) {
      assertThat(metadata.getString(name)).as(name).startsWith("https://");
    }
    for (String name : List.of("scopes_supported", "response_types_supported", "subject_types_supported",
        "id_token_signing_alg_values_supported", "claims_supported", "grant_types_supported")) {
      assertThat(metadata.getJsonArray(name)).as(name).isNotEmpty();
    }
    assertThat(metadata.getJsonArray("id_token_signing_alg_values_supported")).contains("RS256");
    assertThat(new JsonObject(suite.keys()).getJsonArray("keys")).isNotEmpty().allSatisfy(key ->
        assertThat(((JsonObject) key).fieldNames()).contains("kid", "kty", "use").doesNotContain("d", "p", "q", "k"));
  }

  @Test
  void ensureClientAssertionWithIssAudSucceeds() throws JOSEException {
    ECKey key = key();
    SuiteClient client = SuiteClient.register(ally, authenticatingBy(key));
    assertThat(redeem(client, key, "openid").getString("id_token")).isNotNull();
  }

  @Test
  void ensureRedirectUriInAuthorizationRequest() {
    isErrorPage(suite, "");
  }

  @Test
  void idtokenRs256() {
    SuiteClient client = SuiteClient.register(ally, new JsonObject().put("id_token_alg", "RS256"));
    assertThat(SuiteClient.part(client.tokens(browser).getString("id_token"), 0).getString("alg")).isEqualTo("RS256");
  }

  @Test
  void redirectUriQueryOK() {
    assertThat(registeredWithQuery().answered(browser, "redirect_uri", WITH_QUERY))
        .containsEntry("dummy", "value").containsKeys("code", "state");
  }

  @Test
  void redirectUriQueryAdded() {
    isErrorPage(suite, WITH_QUERY);
  }

  @Test
  void redirectUriQueryMismatch() {
    isErrorPage(registeredWithQuery(), SuiteClient.CALLBACK + "?dummy=other");
  }

  @Test
  void redirectUriRegfrag() {
    assertThat(SuiteClient.apply(ally, "fragment", new JsonObject()
        .put("redirect_uris", new JsonArray().add(SuiteClient.CALLBACK + "#foo"))).mistakes()).isNotEmpty();
  }

  @Test
  void refreshTokenRpKeyRotation() throws JOSEException {
    ECKey old = key();
    SuiteClient client = SuiteClient.register(ally, authenticatingBy(old));
    String refreshToken = redeem(client, old, "openid offline_access").getString("refresh_token");
    ECKey next = key();
    client.change(authenticatingBy(next));
    assertThat(ask(client, old, "grant_type", "refresh_token", "refresh_token", refreshToken).getString("error"))
        .isEqualTo("invalid_client");
    assertThat(ask(client, next, "grant_type", "refresh_token", "refresh_token", refreshToken)
        .getString("access_token")).isNotNull();
  }

  @Test
  void serverRotateKeys() {
    JsonObject before = suite.tokens(browser);
    answer(RotateSigningKeys.OPERATION.ask(ally.bus(), new RotateSigningKeys(UUID.randomUUID())));
    ally.clock.pass(Duration.ofMinutes(2));
    String oldKey = SuiteClient.part(before.getString("id_token"), 0).getString("kid");
    String newKey = SuiteClient.part(suite.tokens(browser).getString("id_token"), 0).getString("kid");
    assertThat(newKey).isNotEqualTo(oldKey);
    assertThat(suite.keys()).contains("\"" + oldKey + "\"", "\"" + newKey + "\"");
    assertThat(suite.answered(browser, "prompt", "none", "id_token_hint", before.getString("id_token")))
        .as("an old token still verifies").containsKey("code");
  }
}
