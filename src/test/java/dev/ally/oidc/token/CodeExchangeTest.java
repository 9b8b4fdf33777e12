package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.key.Signer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a code gives, to whom, and how often. */
class CodeExchangeTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() {
    client = OIDC.client();
  }

  private Code error(AskTokens question) {
    AskTokens.Answer answer = OIDC.ask(AskTokens.OPERATION, question);
    assertThat(List.of(answer.accessToken(), answer.refreshToken(), answer.idToken())).allMatch(Secret::isEmpty);
    return answer.error().code();
  }

  private AskTokens question(Secret code, String redirectUri, String verifier) {
    return new AskTokens(UUID.randomUUID(), OIDC.proof(client), "authorization_code", code, redirectUri,
        Secret.of(verifier), Secret.empty(), "");
  }

  @Test
  void aCodeGivesAnAccessTokenAndAnIdToken() {
    AskTokens.Answer tokens = OIDC.tokens(Demand.of(client), ada);
    assertThat(tokens.accessLife()).isEqualTo(Duration.ofMinutes(5));
    assertThat(tokens.scope()).isEqualTo("openid profile email groups");
    assertThat(tokens.refreshToken().isEmpty()).as("without offline_access").isTrue();
    assertThat(OIDC.opens(tokens.accessToken())).isTrue();
    long now = OIDC.clock.instant().getEpochSecond();
    assertThat(OidcFixture.claims(tokens.idToken())).isEqualTo(new JsonObject()
        .put("iss", OidcFixture.ISSUER).put("sub", ada.accountId.toString()).put("aud", client)
        .put("iat", now).put("exp", now + 300).put("nonce", "a nonce").put("sid", ada.sid.toString())
        .put("auth_time", ada.loggedInAt().getEpochSecond()).put("acr", Acr.SINGLE_FACTOR)
        .put("amr", List.of("pwd")).put("at_hash", atHash("SHA-256", tokens.accessToken())));
  }

  private static String atHash(String algorithm, Secret accessToken) {
    try {
      byte[] hash = MessageDigest.getInstance(algorithm)
          .digest(accessToken.revealText().getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"RS256,SHA-256", "ES256,SHA-256", "EdDSA,SHA-512"})
  void theIdTokenIsSignedAsTheClientWantsIt(String algorithm, String hash) {
    String signed = OIDC.client(new JsonObject().put("id_token_alg", algorithm));
    AskTokens.Answer tokens = OIDC.tokens(Demand.of(signed), ada);
    assertThat(OidcFixture.header(tokens.idToken()).getString("alg")).isEqualTo(algorithm);
    assertThat(OidcFixture.claims(tokens.idToken()).getString("at_hash")).isEqualTo(atHash(hash, tokens.accessToken()));
    Signer signer = new Signer(OIDC.vertx(), OIDC.pool, OIDC.keyring, OIDC.clock, OidcFixture.RANDOM);
    assertThat(answer(signer.verify(tokens.idToken().revealText(), "JWT"))).isPresent();
  }

  @Test
  void aRequestWithoutANonceGetsNone() {
    assertThat(OidcFixture.claims(OIDC.tokens(Demand.of(client).without("nonce"), ada).idToken()).containsKey("nonce"))
        .isFalse();
  }

  @Test
  void aRequestWithoutOpenidIsPlainOAuth() {
    AskTokens.Answer tokens = OIDC.tokens(Demand.of(client).with("scope", "email"), ada);
    assertThat(tokens.idToken().isEmpty()).isTrue();
    assertThat(tokens.scope()).isEqualTo("email");
    assertThat(OIDC.userInfo(tokens.accessToken()).error().code()).isEqualTo(Code.INSUFFICIENT_SCOPE);
  }

  @Test
  void claimsThatAreAskedForByNameAreInTheIdToken() {
    String claims = "{\"id_token\": {\"email\": null, \"groups\": {\"essential\": true}, \"phone\": null}}";
    JsonObject idToken = OidcFixture.claims(
        OIDC.tokens(Demand.of(client).with("scope", "openid").with("claims", claims), ada).idToken());
    assertThat(idToken.getString("email")).isEqualTo(ada.accountId + "@example.org");
    assertThat(idToken.getJsonArray("groups")).isEqualTo(new JsonArray(List.of("staff")));
    assertThat(idToken.containsKey("name")).isFalse();
    String narrow = OIDC.client(new JsonObject().put("scopes", List.of("openid")));
    assertThat(OidcFixture.claims(OIDC.tokens(Demand.of(narrow).with("claims", claims), ada).idToken())
        .containsKey("email")).as("of a client that may not have it").isFalse();
  }

  @Test
  void aCodeLivesForSixtySeconds() {
    Secret code = OIDC.code(Demand.of(client), ada);
    OIDC.clock.pass(Duration.ofSeconds(60).minusMillis(1));
    assertThat(OIDC.redeem(client, code).error().isNone()).isTrue();
    Secret late = OIDC.code(Demand.of(client), ada);
    OIDC.clock.pass(Duration.ofSeconds(60));
    assertThat(error(OIDC.redemption(client, late))).isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void aSecondUseEndsEverythingThatCameOfTheFirst() {
    Secret code = OIDC.code(Demand.of(client).with("scope", "openid offline_access"), ada);
    AskTokens.Answer first = OIDC.redeem(client, code);
    assertThat(error(OIDC.redemption(client, code))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(first.accessToken())).isFalse();
    assertThat(error(OIDC.refreshing(client, first.refreshToken(), ""))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isEqualTo(1);
  }

  @Test
  void aSecondUseEndsItAlsoWhereThePersonIsLocked() {
    Secret code = OIDC.code(Demand.of(client).with("scope", "openid offline_access"), ada);
    AskTokens.Answer first = OIDC.redeem(client, code);
    ada.locked = true;
    assertThat(error(OIDC.redemption(client, code))).isEqualTo(Code.INVALID_GRANT);
    ada.locked = false;
    assertThat(error(OIDC.refreshing(client, first.refreshToken(), ""))).isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void aSecondUseThatIsNotOtherwiseValidEndsNothing() {
    Secret code = OIDC.code(Demand.of(client), ada);
    AskTokens.Answer first = OIDC.redeem(client, code);
    assertThat(error(OIDC.redemption(OIDC.client(), code))).isEqualTo(Code.INVALID_GRANT);
    assertThat(error(question(code, OidcFixture.REDIRECT, "x".repeat(43)))).isEqualTo(Code.INVALID_GRANT);
    assertThat(error(question(code, "https://elsewhere.example.org/", OidcFixture.VERIFIER)))
        .isEqualTo(Code.INVALID_GRANT);
    OIDC.clock.pass(Duration.ofSeconds(61));
    assertThat(error(OIDC.redemption(client, code))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(first.accessToken())).isTrue();
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isZero();
  }

  @Test
  void ofTwentyAtOnceOneIsServed() {
    Secret code = OIDC.code(Demand.of(client), ada);
    List<AskTokens.Answer> answers =
        atOnce(20, () -> AskTokens.OPERATION.ask(OIDC.bus, OIDC.redemption(client, code)));
    assertThat(answers).filteredOn(answer -> answer.error().isNone()).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.error().code() == Code.INVALID_GRANT).hasSize(19);
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).as("told once").isEqualTo(1);
  }

  @Test
  void theSameOperationGetsTheSameTokensOnAnyNode() {
    Secret code = OIDC.code(Demand.of(client).with("scope", "openid offline_access"), ada);
    AskTokens question = OIDC.redemption(client, code);
    AskTokens.Answer first = OIDC.ask(AskTokens.OPERATION, question);
    Bus other = OIDC.secondNode();
    OIDC.clock.pass(Duration.ofSeconds(2));
    AskTokens.Answer again = answer(AskTokens.OPERATION.ask(other, question));
    assertThat(again.accessToken()).isEqualTo(first.accessToken());
    assertThat(again.refreshToken()).isEqualTo(first.refreshToken());
    assertThat(OidcFixture.claims(again.idToken())).isEqualTo(OidcFixture.claims(first.idToken()));
    assertThat(OIDC.opens(first.accessToken())).isTrue();
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isZero();
  }

  @Test
  void theSameOperationAskedTwentyTimesAtOnceIsServedOnce() {
    Secret code = OIDC.code(Demand.of(client), ada);
    AskTokens question = OIDC.redemption(client, code);
    List<AskTokens.Answer> answers = atOnce(20, () -> AskTokens.OPERATION.ask(OIDC.bus, question));
    assertThat(answers).allMatch(answer -> answer.error().isNone());
    assertThat(answers.stream().map(AskTokens.Answer::accessToken).distinct()).hasSize(1);
    assertThat(OIDC.opens(answers.get(0).accessToken())).isTrue();
  }

  @Test
  void aCodeServesItsClientAlone() {
    String thief = OIDC.client();
    Secret code = OIDC.code(Demand.of(client), ada);
    assertThat(error(OIDC.redemption(thief, code))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.redeem(client, code).error()).as("and is not used up by that").isEqualTo(ProtocolError.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://app.example.org/callback/", "https://evil.example/callback"})
  void theRedirectAddressIsTheOneOfTheRequest(String address) {
    Secret code = OIDC.code(Demand.of(client), ada);
    assertThat(error(question(code, address, OidcFixture.VERIFIER))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.redeem(client, code).error().isNone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "wrong", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX",
      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"})
  void aChallengeNeedsItsVerifier(String verifier) {
    Secret code = OIDC.code(Demand.of(client), ada);
    assertThat(error(question(code, OidcFixture.REDIRECT, verifier))).isEqualTo(Code.INVALID_GRANT);
  }

  /** RFC 7636 §4.1: 43 to 128 characters, of those that need no encoding. */
  @Test
  void aVerifierThatIsNoneIsRefusedThoughItFits() throws NoSuchAlgorithmException {
    for (String verifier : List.of("x".repeat(42), "x".repeat(129), "x".repeat(42) + "+")) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      Secret code = OIDC.code(Demand.of(client).with("code_challenge", Tokens.text(hash).revealText()), ada);
      assertThat(error(question(code, OidcFixture.REDIRECT, verifier))).as(verifier).isEqualTo(Code.INVALID_GRANT);
    }
  }

  @Test
  void aVerifierNeedsAChallenge() {
    String old = OIDC.client(new JsonObject().put("pkce", "optional"));
    Demand plain = Demand.of(old).without("code_challenge", "code_challenge_method");
    assertThat(OIDC.redeem(old, OIDC.code(plain, ada)).error().code()).isEqualTo(Code.INVALID_GRANT);
    AskTokens without = new AskTokens(UUID.randomUUID(), OIDC.proof(old), "authorization_code", OIDC.code(plain, ada),
        OidcFixture.REDIRECT, Secret.empty(), Secret.empty(), "");
    assertThat(OIDC.ask(AskTokens.OPERATION, without).error().isNone()).isTrue();
    assertThat(OIDC.redeem(old, OIDC.code(Demand.of(old), ada)).error().isNone()).as("if it was sent").isTrue();
  }

  @Test
  void aClientAuthenticatesAsItIsRegistered() {
    Secret code = OIDC.code(Demand.of(client), ada);
    AskTokens good = OIDC.redemption(client, code);
    for (ClientProof proof : List.of(
        new ClientProof(ClientProof.Method.NONE, client, Secret.empty(), Secret.empty()),
        new ClientProof(ClientProof.Method.BASIC, client, Secret.of("wrong"), Secret.empty()),
        new ClientProof(ClientProof.Method.MISSING, "", Secret.empty(), Secret.empty()))) {
      assertThat(error(new AskTokens(UUID.randomUUID(), proof, good.grantType(), code, good.redirectUri(),
          good.verifier(), Secret.empty(), ""))).isEqualTo(Code.INVALID_CLIENT);
    }
    assertThat(OIDC.ask(AskTokens.OPERATION, good).error().isNone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
      "'',INVALID_REQUEST", "password,UNSUPPORTED_GRANT_TYPE", "client_credentials,UNSUPPORTED_GRANT_TYPE",
      "implicit,UNSUPPORTED_GRANT_TYPE", "urn:ietf:params:oauth:grant-type:device_code,UNSUPPORTED_GRANT_TYPE",
      "Authorization_Code,UNSUPPORTED_GRANT_TYPE"})
  void otherGrantsAreRefused(String grantType, Code error) {
    Secret code = OIDC.code(Demand.of(client), ada);
    assertThat(error(new AskTokens(UUID.randomUUID(), OIDC.proof(client), grantType, code, OidcFixture.REDIRECT,
        Secret.of(OidcFixture.VERIFIER), Secret.empty(), ""))).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
      "'',INVALID_REQUEST", "x,INVALID_GRANT", "AAAA,INVALID_GRANT", "%%%%,INVALID_GRANT",
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,INVALID_GRANT"})
  void whatIsNoCodeIsRefused(String code, Code error) {
    assertThat(error(OIDC.redemption(client, Secret.of(code)))).isEqualTo(error);
  }

  @Test
  void aCodeWithOneOtherCharacterIsRefused() {
    String code = OIDC.code(Demand.of(client), ada).revealText();
    String other = code.substring(0, 40) + (code.charAt(40) == 'A' ? 'B' : 'A') + code.substring(41);
    assertThat(error(OIDC.redemption(client, Secret.of(other)))).isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void aCodeEndsWithTheSessionTheAccountAndThePassword() {
    for (Runnable end : List.<Runnable>of(
        () -> ada.sessionOpen = false, () -> ada.locked = true, () -> ada.generation++)) {
      Secret code = OIDC.code(Demand.of(client), ada);
      end.run();
      assertThat(error(OIDC.redemption(client, code))).isEqualTo(Code.INVALID_GRANT);
      ada.locked = false;
      ada.logIn();
    }
  }

  @Test
  void aThiefOfTheDatabaseHasNoCodeAndNoToken() {
    AskTokens.Answer tokens = OIDC.offlineTokens(client, ada);
    Secret code = OIDC.code(Demand.of(client), ada);
    String dump = OIDC.database.dump(Schema.OIDC);
    for (Secret secret : List.of(tokens.accessToken(), tokens.refreshToken(), code)) {
      assertThat(dump).doesNotContain(secret.revealText().toLowerCase(Locale.ROOT));
      for (int size : List.of(16, 20, 32)) {
        byte[] bytes = Base64.getUrlDecoder().decode(secret.revealText());
        // A code and a refresh token begin with the id of their grant, which is no secret.
        byte[] last = Arrays.copyOfRange(bytes, bytes.length - size, bytes.length);
        assertThat(dump).doesNotContain(HexFormat.of().formatHex(last));
      }
    }
  }
}
