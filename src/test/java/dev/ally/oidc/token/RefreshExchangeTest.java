package dev.ally.oidc.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh tokens: they rotate, and end with whatever ends their family. */
class RefreshExchangeTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;
  private static String sessionClient;
  private static String keepingClient;

  private final Person ada = OIDC.account.person().logIn();
  private AskTokens.Answer first;

  @BeforeAll
  static void register() {
    client = OIDC.client();
    sessionClient = OIDC.client(new JsonObject().put("refresh_ends", "session"));
    keepingClient = OIDC.client(new JsonObject().put("refresh", "keep"));
  }

  @BeforeEach
  void begin() {
    first = OIDC.offlineTokens(client, ada);
  }

  private AskTokens.Answer refresh(Secret refreshToken) {
    AskTokens.Answer answer = OIDC.refresh(client, refreshToken);
    assertThat(answer.error().isNone()).as("%s", answer.error()).isTrue();
    return answer;
  }

  private static Code error(String clientId, Secret refreshToken) {
    AskTokens.Answer answer = OIDC.refresh(clientId, refreshToken);
    assertThat(List.of(answer.accessToken(), answer.refreshToken(), answer.idToken())).allMatch(Secret::isEmpty);
    return answer.error().code();
  }

  private void assertTold(int times) {
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isEqualTo(times);
  }

  @Test
  void aRefreshGivesNewTokensAndTheSamePerson() {
    OIDC.clock.pass(Duration.ofMinutes(10));
    assertThat(OIDC.opens(first.accessToken())).isFalse();
    AskTokens.Answer second = refresh(first.refreshToken());
    assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
    assertThat(second.scope()).isEqualTo("openid email offline_access");
    assertThat(OIDC.opens(second.accessToken())).isTrue();
    JsonObject idToken = OidcFixture.claims(second.idToken());
    JsonObject before = OidcFixture.claims(first.idToken());
    for (String same : List.of("iss", "sub", "aud", "auth_time", "acr", "sid")) {
      assertThat(idToken.getValue(same)).as(same).isEqualTo(before.getValue(same));
    }
    assertThat(idToken.getLong("iat")).isEqualTo(OIDC.clock.instant().getEpochSecond());
    assertThat(idToken.containsKey("nonce")).isFalse();
  }

  @Test
  void tokensRotateForAsLongAsTheyAreUsed() {
    Secret token = first.refreshToken();
    for (int i = 0; i < 5; i++) {
      OIDC.clock.pass(Duration.ofDays(29));
      token = refresh(token).refreshToken();
    }
    OIDC.clock.pass(Duration.ofDays(29));
    token = refresh(token).refreshToken();
    OIDC.clock.pass(Duration.ofDays(6));
    assertThat(error(client, token)).as("180 days in all").isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void aTokenLivesThirtyDaysUnused() {
    OIDC.clock.pass(Duration.ofDays(30).minusMillis(1));
    Secret second = refresh(first.refreshToken()).refreshToken();
    OIDC.clock.pass(Duration.ofDays(30));
    assertThat(error(client, second)).isEqualTo(Code.INVALID_GRANT);
    assertTold(0);
  }

  @Test
  void aTokenServesItsClientAlone() {
    assertThat(error(OIDC.client(), first.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    AskTokens.Answer second = refresh(first.refreshToken());
    OIDC.clock.pass(Duration.ofSeconds(31));
    assertThat(error(OIDC.client(), first.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(refresh(second.refreshToken()).error().isNone()).as("and ends nothing in other hands").isTrue();
  }

  @Test
  void fewerScopesMayBeAskedForAndNeverMore() {
    AskTokens.Answer narrow =
        OIDC.ask(AskTokens.OPERATION, OIDC.refreshing(client, first.refreshToken(), "openid"));
    assertThat(narrow.scope()).isEqualTo("openid");
    assertThat(new JsonObject(OIDC.userInfo(narrow.accessToken()).claims()).fieldNames()).containsExactly("sub");
    AskTokens.Answer more =
        OIDC.ask(AskTokens.OPERATION, OIDC.refreshing(client, narrow.refreshToken(), "openid email groups"));
    assertThat(more.error().code()).isEqualTo(Code.INVALID_SCOPE);
    assertThat(refresh(narrow.refreshToken()).scope()).as("the grant stays whole, and its token unused")
        .isEqualTo("openid email offline_access");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "a.b.c"})
  void whatIsNoTokenIsRefused(String token) {
    assertThat(error(client, Secret.of(token))).isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void aMissingTokenIsRefused() {
    assertThat(error(client, Secret.empty())).isEqualTo(Code.INVALID_REQUEST);
  }

  @Test
  void aTokenWithOneOtherBitIsRefusedAndEndsNothing() {
    byte[] bytes = Base64.getUrlDecoder().decode(first.refreshToken().revealText());
    for (int i = 0; i < bytes.length; i++) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      assertThat(error(client, Tokens.text(other))).as("byte %d", i).isEqualTo(Code.INVALID_GRANT);
    }
    assertTold(0);
    refresh(first.refreshToken());
  }

  @Test
  void anAccessTokenAndACodeAreNoRefreshTokens() {
    assertThat(error(client, first.accessToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(error(client, OIDC.code(Demand.of(client), ada))).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(first.refreshToken())).isFalse();
  }

  @Test
  void aLockADeletionAndANewPasswordEndIt() {
    ada.locked = true;
    assertThat(error(client, first.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(first.accessToken())).isFalse();
    ada.locked = false;
    Secret second = refresh(first.refreshToken()).refreshToken();
    ada.generation++;
    assertThat(error(client, second)).isEqualTo(Code.INVALID_GRANT);
    ada.logIn();
    assertThat(error(client, second)).as("also after a login").isEqualTo(Code.INVALID_GRANT);
  }

  @Test
  void whoeverLeavesTheGroupGetsNothingMore() {
    String closed = OIDC.client(new JsonObject().put("groups", List.of("staff")));
    AskTokens.Answer tokens = OIDC.offlineTokens(closed, ada);
    ada.groups = Set.of();
    assertThat(error(closed, tokens.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(tokens.accessToken())).isFalse();
    ada.groups = Set.of("staff");
    assertThat(OIDC.refresh(closed, tokens.refreshToken()).error().isNone()).isTrue();
  }

  @Test
  void offlineAccessOutlivesTheSessionUnlessTheClientSaysOtherwise() {
    AskTokens.Answer bound = OIDC.offlineTokens(sessionClient, ada);
    AskTokens.Answer online = OIDC.tokens(Demand.of(client), ada);
    ada.sessionOpen = false;
    assertThat(OIDC.opens(online.accessToken())).isFalse();
    assertThat(OIDC.opens(bound.accessToken())).isFalse();
    assertThat(error(sessionClient, bound.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(first.accessToken())).isTrue();
    refresh(first.refreshToken());
  }

  @Test
  void aRefreshThatNeedsTheSessionIsUseOfIt() {
    AskTokens.Answer bound = OIDC.offlineTokens(sessionClient, ada);
    refresh(first.refreshToken());
    assertThat(OIDC.account.used).doesNotContain(ada.sid);
    OIDC.refresh(sessionClient, bound.refreshToken());
    assertThat(OIDC.account.used).containsOnlyOnce(ada.sid);
  }

  @Test
  void aClientMayKeepItsToken() {
    AskTokens.Answer tokens = OIDC.offlineTokens(keepingClient, ada);
    for (int i = 0; i < 3; i++) {
      OIDC.clock.pass(Duration.ofDays(29));
      AskTokens.Answer again = OIDC.refresh(keepingClient, tokens.refreshToken());
      assertThat(again.error().isNone()).isTrue();
      assertThat(again.refreshToken().isEmpty()).as("the client has it").isTrue();
      assertThat(OIDC.opens(again.accessToken())).isTrue();
    }
    OIDC.clock.pass(Duration.ofDays(30));
    assertThat(error(keepingClient, tokens.refreshToken())).isEqualTo(Code.INVALID_GRANT);
  }
}
