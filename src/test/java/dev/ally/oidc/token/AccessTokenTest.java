package dev.ally.oidc.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an access token opens, what it is, and how it ends; in both forms. */
class AccessTokenTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String opaqueClient;
  private static String jwtClient;
  private static String publicClient;

  private final Person ada = OIDC.account.person().logIn();

  @BeforeAll
  static void register() {
    opaqueClient = OIDC.client();
    jwtClient = OIDC.client(new JsonObject().put("access_token", "jwt").put("audience", "https://api.example.org"));
    publicClient = OIDC.client(new JsonObject().put("type", "browser"));
  }

  private JsonObject claims(Demand demand) {
    return new JsonObject(OIDC.userInfo(OIDC.tokens(demand, ada).accessToken()).claims());
  }

  /** As many as an import may give a person, each as long as a group's name may be. */
  private static Set<String> manyGroups() {
    return IntStream.range(0, 1_000).mapToObj("group-%058d"::formatted).collect(Collectors.toSet());
  }

  private static String client(String form) {
    return form.equals("jwt") ? jwtClient : opaqueClient;
  }

  private static JsonObject introspect(String clientId, Secret token) {
    IntrospectToken.Answer answer =
        OIDC.ask(IntrospectToken.OPERATION, new IntrospectToken(OIDC.proof(clientId), token));
    assertThat(answer.error().isNone()).isTrue();
    return new JsonObject(answer.claims());
  }

  private static Code revoke(String clientId, Secret token) {
    return OIDC.ask(RevokeToken.OPERATION, new RevokeToken(OIDC.proof(clientId), token)).error().code();
  }

  @Nested
  class UserInfo {
    @Test
    void tellsByScope() {
      String sub = ada.accountId.toString();
      Demand demand = Demand.of(opaqueClient);
      assertThat(claims(demand.with("scope", "openid"))).isEqualTo(new JsonObject().put("sub", sub));
      assertThat(claims(demand.with("scope", "openid profile"))).isEqualTo(
          new JsonObject().put("sub", sub).put("name", "Ada").put("locale", "de"));
      assertThat(claims(demand.with("scope", "openid email"))).isEqualTo(
          new JsonObject().put("sub", sub).put("email", sub + "@example.org").put("email_verified", true));
      assertThat(claims(demand.with("scope", "openid groups"))).isEqualTo(
          new JsonObject().put("sub", sub).put("groups", List.of("staff")));
    }

    @Test
    void tellsWhatWasAskedForByName() {
      Demand demand = Demand.of(opaqueClient).with("scope", "openid")
          .with("claims", "{\"userinfo\": {\"name\": {\"essential\": true}, \"picture\": null}}");
      assertThat(claims(demand).fieldNames()).containsExactlyInAnyOrder("sub", "name");
    }

    @Test
    void tellsWhatIsTrueNow() {
      Secret token = OIDC.tokens(Demand.of(opaqueClient), ada).accessToken();
      ada.groups = Set.of("board", "audit");
      ada.language = "";
      JsonObject claims = new JsonObject(OIDC.userInfo(token).claims());
      assertThat(claims.getJsonArray("groups")).isEqualTo(new JsonArray(List.of("audit", "board")));
      assertThat(claims.containsKey("locale")).as("a claim without a value").isFalse();
    }

    @Test
    void tellsAllGroupsHoweverManyThereAre() {
      ada.groups = manyGroups();
      assertThat(claims(Demand.of(opaqueClient).with("scope", "openid groups")).getJsonArray("groups")).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJqdGkiOiJ4In0.", "\u0000"})
    void refusesWhatIsNoToken(String token) {
      assertThat(OIDC.userInfo(Secret.of(token)).error().code()).isEqualTo(Code.INVALID_TOKEN);
    }

    @Test
    void refusesAnIdTokenAndATokenWhoseSignatureWasTakenOff() {
      AskTokens.Answer tokens = OIDC.tokens(Demand.of(jwtClient), ada);
      assertThat(OIDC.opens(tokens.idToken())).isFalse();
      String jwt = tokens.accessToken().revealText();
      assertThat(OIDC.opens(Secret.of(jwt.substring(0, jwt.lastIndexOf('.') + 1)))).isFalse();
    }

    @Test
    void refusesATokenThatWasGivenUnderAnotherAddressOfThisServer() {
      Map<String, Object> claims =
          new HashMap<>(OidcFixture.claims(OIDC.tokens(Demand.of(jwtClient), ada).accessToken()).getMap());
      assertThat(OIDC.opens(OIDC.signed("at+jwt", claims))).isTrue();
      claims.put("iss", "https://old.example.org");
      assertThat(OIDC.opens(OIDC.signed("at+jwt", claims))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "jwt"})
  void livesForFiveMinutes(String form) {
    Secret token = OIDC.tokens(Demand.of(client(form)), ada).accessToken();
    OIDC.clock.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(OIDC.opens(token)).isTrue();
    OIDC.clock.pass(Duration.ofMillis(1));
    assertThat(OIDC.opens(token)).isFalse();
    assertThat(introspect(client(form), token)).isEqualTo(new JsonObject().put("active", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "jwt"})
  void endsAtOnceWithItsAccountItsPasswordAndItsSession(String form) {
    Secret token = OIDC.tokens(Demand.of(client(form)), ada).accessToken();
    ada.locked = true;
    assertThat(OIDC.opens(token)).isFalse();
    assertThat(introspect(client(form), token).getBoolean("active")).isFalse();
    ada.locked = false;
    assertThat(OIDC.opens(token)).isTrue();
    ada.sessionOpen = false;
    assertThat(OIDC.opens(token)).isFalse();
    ada.sessionOpen = true;
    ada.generation++;
    assertThat(OIDC.opens(token)).isFalse();
  }

  @Test
  void aJwtAccessTokenSaysWhatItIs() {
    Secret token = OIDC.tokens(Demand.of(jwtClient), ada).accessToken();
    assertThat(OidcFixture.header(token).getString("typ")).isEqualTo("at+jwt");
    Map<String, Object> claims = OidcFixture.claims(token).getMap();
    assertThat(claims).containsEntry("iss", OidcFixture.ISSUER).containsEntry("sub", ada.accountId.toString())
        .containsEntry("aud", "https://api.example.org").containsEntry("client_id", jwtClient)
        .containsEntry("scope", "openid profile email groups").containsEntry("acr", Acr.SINGLE_FACTOR)
        .containsKeys("jti", "iat", "exp", "auth_time", "amr", "groups").doesNotContainKeys("nonce", "email");
    assertThat(OIDC.opens(token)).isTrue();
    assertThat(OIDC.opens(Secret.of(claims.get("jti").toString()))).as("its id is no token").isFalse();
  }

  @Test
  void aTokenHasNoGroupsWhereItWouldBeTooLongWithThem() {
    Demand demand = Demand.of(jwtClient).with("claims", "{\"id_token\": {\"groups\": null, \"name\": null}}");
    ada.groups = Set.copyOf(manyGroups().stream().limit(50).toList());
    AskTokens.Answer tokens = OIDC.tokens(demand, ada);
    assertThat(OidcFixture.claims(tokens.accessToken()).getJsonArray("groups")).hasSize(50);
    assertThat(OidcFixture.claims(tokens.idToken()).getJsonArray("groups")).hasSize(50);

    ada.groups = manyGroups();
    tokens = OIDC.tokens(demand, ada);
    assertThat(OIDC.opens(tokens.accessToken())).isTrue();
    assertThat(OidcFixture.claims(tokens.accessToken()).getMap()).containsKey("scope").doesNotContainKey("groups");
    assertThat(OidcFixture.claims(tokens.idToken()).getMap()).containsKey("name").doesNotContainKey("groups");
    assertThat(OIDC.begin(demand.with("id_token_hint", tokens.idToken().revealText()), Secret.token(OidcFixture.RANDOM),
        Secret.empty()).outcome()).as("it is good as a hint").isEqualTo(BeginAuthorization.Outcome.PARKED);
  }

  @Test
  void looksAtATokenWithoutUsingTheSession() {
    OIDC.opens(OIDC.tokens(Demand.of(opaqueClient), ada).accessToken());
    assertThat(OIDC.account.used).doesNotContain(ada.sid);
  }

  @Nested
  class Introspection {
    @ParameterizedTest
    @ValueSource(strings = {"opaque", "jwt"})
    void saysWhatAnAccessTokenIs(String form) {
      Secret token = OIDC.tokens(Demand.of(client(form)), ada).accessToken();
      long now = OIDC.clock.instant().getEpochSecond();
      JsonObject expected = new JsonObject().put("active", true).put("iss", OidcFixture.ISSUER)
          .put("client_id", client(form)).put("sub", ada.accountId.toString())
          .put("scope", "openid profile email groups").put("iat", now).put("exp", now + 300)
          .put("token_type", "Bearer");
      assertThat(introspect(client(form), token))
          .isEqualTo(form.equals("jwt") ? expected.put("aud", "https://api.example.org") : expected);
    }

    @Test
    void saysWhatARefreshTokenIs() {
      AskTokens.Answer tokens = OIDC.offlineTokens(opaqueClient, ada);
      JsonObject claims = introspect(opaqueClient, tokens.refreshToken());
      assertThat(claims.getBoolean("active")).isTrue();
      assertThat(claims.getString("scope")).isEqualTo("openid email offline_access");
      assertThat(claims.containsKey("token_type")).isFalse();
      assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(Duration.ofDays(30).toSeconds());
      OIDC.refresh(opaqueClient, tokens.refreshToken());
      assertThat(introspect(opaqueClient, tokens.refreshToken()).getBoolean("active")).as("a used one").isFalse();
    }

    @Test
    void looksAtARefreshTokenWithoutUsingTheSession() {
      String bound = OIDC.client(new JsonObject().put("refresh_ends", "session"));
      Secret token = OIDC.offlineTokens(bound, ada).refreshToken();
      assertThat(introspect(bound, token).getBoolean("active")).isTrue();
      assertThat(OIDC.account.used).doesNotContain(ada.sid);
    }

    @Test
    void knowsNoRefreshTokenThatHasExpired() {
      Secret token = OIDC.offlineTokens(opaqueClient, ada).refreshToken();
      OIDC.clock.pass(Duration.ofDays(30).minusMillis(1));
      assertThat(introspect(opaqueClient, token).getBoolean("active")).isTrue();
      OIDC.clock.pass(Duration.ofMillis(1));
      assertThat(introspect(opaqueClient, token)).isEqualTo(new JsonObject().put("active", false));
    }

    @Test
    void saysNothingOfAnotherClientsToken() {
      AskTokens.Answer tokens = OIDC.offlineTokens(opaqueClient, ada);
      JsonObject inactive = new JsonObject().put("active", false);
      assertThat(introspect(jwtClient, tokens.accessToken())).isEqualTo(inactive);
      assertThat(introspect(jwtClient, tokens.refreshToken())).isEqualTo(inactive);
      assertThat(introspect(jwtClient, Secret.of("unknown"))).isEqualTo(inactive);
      assertThat(introspect(jwtClient, Secret.empty())).isEqualTo(inactive);
    }

    @Test
    void isForClientsThatAuthenticate() {
      Secret token = OIDC.tokens(Demand.of(publicClient), ada).accessToken();
      for (ClientProof proof : List.of(OIDC.proof(publicClient),
          new ClientProof(ClientProof.Method.NONE, opaqueClient, Secret.empty(), Secret.empty()),
          new ClientProof(ClientProof.Method.BASIC, opaqueClient, Secret.of("wrong"), Secret.empty()))) {
        IntrospectToken.Answer answer = OIDC.ask(IntrospectToken.OPERATION, new IntrospectToken(proof, token));
        assertThat(answer.error().code()).isEqualTo(Code.INVALID_CLIENT);
        assertThat(answer.claims()).isEmpty();
      }
    }
  }

  @Nested
  class Revocation {
    @ParameterizedTest
    @ValueSource(strings = {"opaque", "jwt"})
    void endsAnAccessTokenAlone(String form) {
      AskTokens.Answer tokens = OIDC.offlineTokens(client(form), ada);
      assertThat(revoke(client(form), tokens.accessToken())).isEqualTo(Code.NONE);
      assertThat(OIDC.opens(tokens.accessToken())).isFalse();
      assertThat(OIDC.refresh(client(form), tokens.refreshToken()).error().isNone()).isTrue();
    }

    @Test
    void endsARefreshTokenWithAllThatCameOfIt() {
      AskTokens.Answer first = OIDC.offlineTokens(opaqueClient, ada);
      AskTokens.Answer second = OIDC.refresh(opaqueClient, first.refreshToken());
      assertThat(revoke(opaqueClient, first.refreshToken())).as("also a used one").isEqualTo(Code.NONE);
      assertThat(OIDC.opens(second.accessToken())).isFalse();
      assertThat(OIDC.refresh(opaqueClient, second.refreshToken()).error().code()).isEqualTo(Code.INVALID_GRANT);
      assertThat(revoke(opaqueClient, first.refreshToken())).as("again").isEqualTo(Code.NONE);
    }

    @Test
    void isForAPublicClientToo() {
      AskTokens.Answer tokens = OIDC.offlineTokens(publicClient, ada);
      assertThat(revoke(publicClient, tokens.refreshToken())).isEqualTo(Code.NONE);
      assertThat(OIDC.opens(tokens.accessToken())).isFalse();
    }

    @Test
    void ofAnUnknownTokenIsASuccess() {
      for (String token : List.of("unknown", "a.b.c", "A".repeat(91), "\u0000")) {
        assertThat(revoke(opaqueClient, Secret.of(token))).isEqualTo(Code.NONE);
      }
      assertThat(revoke(opaqueClient, Secret.empty())).isEqualTo(Code.INVALID_REQUEST);
    }

    @Test
    void ofAnotherClientsTokenEndsNothing() {
      AskTokens.Answer tokens = OIDC.offlineTokens(opaqueClient, ada);
      assertThat(revoke(publicClient, tokens.accessToken())).isEqualTo(Code.INVALID_REQUEST);
      assertThat(revoke(publicClient, tokens.refreshToken())).isEqualTo(Code.INVALID_REQUEST);
      assertThat(OIDC.opens(tokens.accessToken())).isTrue();
      assertThat(OIDC.refresh(opaqueClient, tokens.refreshToken()).error().isNone()).isTrue();
    }
  }
}
