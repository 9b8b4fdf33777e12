package dev.ally.oidc.client;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ClientProof.Method;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.harness.Heard;
import dev.ally.oidc.RegistryFixture;
import dev.ally.oidc.client.ClientAuthentication.Verdict;
import dev.ally.oidc.key.KeyWorkers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client authenticates by the method that it is registered with, and by nothing else. */
final class ClientAuthenticationTest {
  @RegisterExtension static final RegistryFixture OIDC = new RegistryFixture();

  private static ECKey ec;
  private static ECKey foreign;
  private static RSAKey rsa;
  private static Map<String, Secret> secrets;

  @BeforeAll
  static void register() throws JOSEException {
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    foreign = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    String jwks = new JWKSet(List.of(ec, rsa)).toString();
    secrets = new HashMap<>();
    var answer = OIDC.apply("["
        + client("basic", "\"auth_method\": \"client_secret_basic\"") + ","
        + client("post", "\"auth_method\": \"client_secret_post\"") + ","
        + client("jwt", "\"auth_method\": \"private_key_jwt\", \"jwks\": " + jwks) + ","
        + client("jwt2", "\"auth_method\": \"private_key_jwt\", \"jwks\": " + jwks) + ","
        + client("public", "\"type\": \"browser\"") + ","
        + "{\"id\": \"wiki\", \"type\": \"proxy\", \"hosts\": [\"wiki.example\"]}]");
    assertThat(answer.mistakes()).isEmpty();
    answer.applied().forEach(applied -> secrets.put(applied.clientId(), applied.secret()));
  }

  private static String client(String id, String more) {
    return "{\"id\": \"" + id + "\", \"redirect_uris\": [\"https://a.example/\"], " + more + "}";
  }

  private static Verdict ask(ClientProof proof) {
    return answer(OIDC.authentication.authenticate(proof));
  }

  private static Verdict ask(Method method, String id, Secret secret) {
    return ask(new ClientProof(method, id, secret, Secret.empty()));
  }

  private static Verdict assertion(String clientId, String jwt) {
    return ask(new ClientProof(Method.PRIVATE_KEY_JWT, clientId, Secret.empty(), Secret.of(jwt)));
  }

  private static void assertRefused(Verdict verdict) {
    assertThat(verdict.client()).isEmpty();
    assertThat(verdict.error())
        .isEqualTo(new ProtocolError(ProtocolError.Code.INVALID_CLIENT, "Client authentication failed"));
  }

  private static Map<String, Object> claims() {
    long now = OIDC.clock.instant().getEpochSecond();
    return new HashMap<>(Map.of("iss", "jwt", "sub", "jwt", "aud", RegistryFixture.ISSUER,
        "jti", UUID.randomUUID().toString(), "iat", now, "exp", now + 60));
  }

  private static Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    if (value == null) {
      claims.remove(name);
    } else {
      claims.put(name, value);
    }
    return claims;
  }

  private static String signed(Map<String, Object> claims) {
    return signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec"), ec, claims);
  }

  private static String signed(JWSHeader.Builder header, ECKey key, Map<String, Object> claims) {
    try {
      JWSObject token = new JWSObject(header.build(), new Payload(claims));
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signedByRsa(JWSAlgorithm algorithm) throws JOSEException {
    JWSObject token = new JWSObject(new JWSHeader.Builder(algorithm).keyID("rsa").build(), new Payload(claims()));
    token.sign(new RSASSASigner(rsa));
    return token.serialize();
  }

  @Test
  void theRegisteredMethodOpensAndNoOther() {
    assertThat(ask(Method.BASIC, "basic", secrets.get("basic")).client().orElseThrow().id()).isEqualTo("basic");
    assertThat(ask(Method.BASIC, "basic", secrets.get("basic")).error()).isEqualTo(ProtocolError.NONE);
    assertThat(ask(Method.POST, "post", secrets.get("post")).client()).isPresent();
    assertThat(ask(Method.NONE, "public", Secret.empty()).client()).isPresent();
    assertRefused(ask(Method.POST, "basic", secrets.get("basic")));
    assertRefused(ask(Method.BASIC, "post", secrets.get("post")));
    assertRefused(ask(Method.BASIC, "public", Secret.of("x")));
    assertRefused(ask(Method.NONE, "basic", Secret.empty()));
    assertRefused(ask(Method.NONE, "jwt", Secret.empty()));
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void aProtectedHostHasNoPartInTheProtocol(Method method) {
    assertRefused(ask(method, "wiki", Secret.empty()));
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void anUnknownClientIsRefusedLikeAWrongSecret(Method method) {
    for (String id : List.of("nobody", "", "Basic", "a\u0000b", "x".repeat(101), "\u0627")) {
      assertRefused(ask(method, id, secrets.get("basic")));
    }
  }

  @Test
  void aWrongSecretIsRefused() {
    String right = secrets.get("basic").revealText();
    for (String wrong : List.of("", "x", right + "x", right.substring(1), right.toLowerCase(Locale.ROOT),
        secrets.get("post").revealText(), "x".repeat(2_000))) {
      assertRefused(ask(Method.BASIC, "basic", Secret.of(wrong)));
    }
  }

  @Test
  void anAssertionOpensOnce() throws JOSEException {
    String jwt = signed(claims());
    assertThat(assertion("jwt", jwt).client()).isPresent();
    assertRefused(assertion("jwt", jwt));
    assertThat(assertion("", signed(claims())).client().orElseThrow().id()).as("named by itself").isEqualTo("jwt");
    assertThat(assertion("jwt", signedByRsa(JWSAlgorithm.RS256)).client()).isPresent();
    assertThat(assertion("jwt", signedByRsa(JWSAlgorithm.PS256)).client()).isPresent();
    assertThat(assertion("jwt", signed(claims("aud", List.of(RegistryFixture.ISSUER)))).client()).isPresent();
  }

  @Test
  void ofManyAtOnceOneOpens() {
    String jwt = signed(claims());
    List<Verdict> verdicts = atOnce(10, () -> OIDC.authentication.authenticate(
        new ClientProof(Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), Secret.of(jwt), UUID.randomUUID())));
    assertThat(verdicts.stream().filter(verdict -> verdict.client().isPresent())).hasSize(1);
  }

  @Test
  void aRequestThatIsAskedAgainIsNoSecondUse() {
    Secret jwt = Secret.of(signed(claims()));
    UUID request = UUID.randomUUID();
    ClientProof proof = new ClientProof(Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), jwt, request);
    assertThat(ask(proof).client()).isPresent();
    assertThat(ask(proof).client()).isPresent();
    assertRefused(ask(new ClientProof(Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), jwt, UUID.randomUUID())));
    assertRefused(ask(new ClientProof(Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), jwt)));
  }

  @Test
  void anAssertionStaysUsedUntilItHasExpired() {
    String jwt = signed(claims());
    assertThat(assertion("jwt", jwt).client()).isPresent();
    for (int i = 0; i < 12; i++) {
      OIDC.clock.pass(Duration.ofSeconds(10));
      answer(OIDC.registry.sweep());
      assertRefused(assertion("jwt", jwt));
    }
    OIDC.clock.pass(Duration.ofMinutes(11));
    answer(OIDC.registry.sweep());
    assertThat(OIDC.database.count("oidc.used_assertion")).isZero();
  }

  @Test
  void anAssertionOfTheSameNameOfAnotherClientIsAnother() {
    Map<String, Object> claims = claims();
    assertThat(assertion("jwt", signed(claims)).client()).isPresent();
    claims.putAll(Map.of("iss", "jwt2", "sub", "jwt2"));
    assertThat(assertion("jwt2", signed(claims)).client()).isPresent();
  }

  @Test
  void anAssertionForAnotherClientOrAnotherServerIsRefused() {
    assertRefused(assertion("jwt2", signed(claims())));
    assertRefused(assertion("jwt", signed(claims("sub", "jwt2"))));
    assertRefused(assertion("jwt", signed(claims("iss", "jwt2"))));
    for (Object audience : List.of(
        "https://other.example", RegistryFixture.ISSUER + "/", RegistryFixture.ISSUER + "/oauth2/token",
        List.of(RegistryFixture.ISSUER, "https://other.example"), List.of(), 7, Map.of())) {
      assertRefused(assertion("jwt", signed(claims("aud", audience))));
    }
    for (String name : List.of("iss", "sub", "aud", "jti", "exp")) {
      assertRefused(assertion("jwt", signed(claims(name, null))));
    }
    assertRefused(assertion("jwt", signed(claims("jti", ""))));
    assertRefused(assertion("jwt", signed(claims("jti", 7))));
  }

  @Test
  void anAssertionHasItsTime() {
    long now = OIDC.clock.instant().getEpochSecond();
    for (Object expiry : List.of(now - 30, now - 3_600, now + 631, now + 86_400, 0, "soon", 1e300, Long.MAX_VALUE)) {
      assertRefused(assertion("jwt", signed(claims("exp", expiry))));
    }
    for (String start : List.of("nbf", "iat")) {
      assertRefused(assertion("jwt", signed(claims(start, now + 31))));
      assertRefused(assertion("jwt", signed(claims(start, "soon"))));
      assertThat(assertion("jwt", signed(claims(start, now + 29))).client()).isPresent();
      assertThat(assertion("jwt", signed(claims(start, null))).client()).isPresent();
    }
    assertThat(assertion("jwt", signed(claims("exp", now - 29))).client()).isPresent();
    assertThat(assertion("jwt", signed(claims("exp", now + 600))).client()).isPresent();
  }

  @Test
  void anAssertionThatSomebodyElseSignedIsRefused() throws JOSEException {
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec");
    assertRefused(assertion("jwt", signed(header, foreign, claims())));
    assertRefused(assertion("jwt",
        signed(new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(foreign.toPublicJWK()), foreign, claims())));
    assertRefused(assertion("jwt",
        signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").jwk(ec.toPublicJWK()), ec, claims())));
    assertRefused(assertion("jwt", signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("rsa"), ec, claims())));
    assertRefused(assertion("jwt", signed(new JWSHeader.Builder(JWSAlgorithm.ES256).criticalParams(Set.of("x"))
        .customParam("x", 1), ec, claims())));
    assertRefused(assertion("jwt",
        signed(new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt")),
        ec, claims())));
    assertRefused(assertion("jwt", new PlainObject(new Payload(claims())).serialize()));
    String jwt = signed(claims());
    assertRefused(assertion("jwt", jwt.substring(0, jwt.lastIndexOf('.') + 1)));
    assertRefused(assertion("jwt", jwt.substring(0, jwt.length() - 6) + "AAAAAA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.", "eyJhbGciOiJub25lIn0.e30.", "\u0000", "{}"})
  void whatIsNoTokenIsRefused(String jwt) {
    assertRefused(assertion("jwt", jwt));
    assertRefused(assertion("", jwt));
  }

  /** Which would hold it up as long as the exponent of a client's key wants. */
  @Test
  void anAssertionOfAnRsaKeyIsNotVerifiedOnTheEventLoop() throws JOSEException {
    ClientAuthentication busy = OIDC.authentication(OIDC.keyring, new KeyWorkers(OIDC.vertx(), 0));
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
      ClientProof proof = new ClientProof(
          Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), Secret.of(signedByRsa(algorithm)));
      assertThatThrownBy(() -> answer(busy.authenticate(proof))).isInstanceOf(Unavailable.class);
      assertThat(ask(proof).client()).isPresent();
    }
    assertThat(answer(busy.authenticate(new ClientProof(
        Method.PRIVATE_KEY_JWT, "jwt", Secret.empty(), Secret.of(signed(claims()))))).client()).isPresent();
  }

  /** The public key as the secret of an HMAC. */
  @Test
  void anAssertionIsNotSignedWithWhatEverybodyKnows() throws JOSEException {
    for (byte[] known : List.of(rsa.toRSAPublicKey().getEncoded(), rsa.toPublicJWK().toJSONString().getBytes(),
        ec.toECPublicKey().getEncoded())) {
      JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
          new Payload(claims()));
      token.sign(new MACSigner(known));
      assertRefused(assertion("jwt", token.serialize()));
    }
  }

  @Test
  void theLogSaysWhatToChangeAndHasNoSecret() {
    try (Heard heard = new Heard()) {
      ask(Method.BASIC, "nobody", Secret.of("s3cret"));
      ask(Method.BASIC, "basic", Secret.of("s3cret"));
      ask(Method.POST, "basic", Secret.of("s3cret"));
      assertion("jwt", signed(claims("exp", OIDC.clock.instant().getEpochSecond() - 90)));
      assertion("jwt", signed(claims("aud", "https://other.example")));
      ask(Method.BASIC, "a\nb", Secret.of("s3cret"));
      assertThat(heard.lines()).containsExactly(
          "[WARN] Client nobody did not authenticate: no client of this id is registered",
          "[WARN] Client basic did not authenticate: its secret is wrong, or has ended; \"client secret\" makes"
              + " a new one",
          "[WARN] Client basic did not authenticate: it came with client_secret_post, and is registered with"
              + " auth_method client_secret_basic",
          "[WARN] Client jwt did not authenticate with its assertion: it expired 90 s ago: compare the clocks of the"
              + " client and of this server",
          "[WARN] Client jwt did not authenticate with its assertion: its aud is not https://login.example.org alone",
          "[WARN] A client did not authenticate: nothing names it, or more than one thing");
    }
  }
}
