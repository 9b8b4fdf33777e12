package dev.ally.oidc.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A change of a client in the registry counts at once for what the application was given before. */
class ChangedClientTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static final String ALL = "openid email groups offline_access";
  private static final String NAMED = "{\"id_token\": {\"email\": null}, \"userinfo\": {\"name\": null}}";

  private final String id = "client-" + UUID.randomUUID();
  private final Person ada = OIDC.account.person().logIn();

  private void change(JsonObject fields) {
    OIDC.client(new JsonObject().put("id", id).mergeIn(fields));
  }

  private void leave(String... scopes) {
    change(new JsonObject().put("scopes", new JsonArray(List.of(scopes))));
  }

  private Demand demand() {
    return Demand.of(id).with("scope", ALL).with("claims", NAMED);
  }

  private AskTokens.Answer given() {
    change(new JsonObject());
    return OIDC.tokens(demand(), ada);
  }

  private JsonObject introspected(Secret token) {
    return new JsonObject(
        OIDC.ask(IntrospectToken.OPERATION, new IntrospectToken(OIDC.proof(id), token)).claims());
  }

  private void assertWithoutWhatWasTakenBack(AskTokens.Answer tokens, String scope) {
    assertThat(tokens.error().isNone()).isTrue();
    assertThat(tokens.scope()).isEqualTo(scope);
    assertThat(OidcFixture.claims(tokens.idToken()).containsKey("email")).isFalse();
    assertOpensTheSubjectAlone(tokens.accessToken());
  }

  private void assertOpensTheSubjectAlone(Secret accessToken) {
    assertThat(new JsonObject(OIDC.userInfo(accessToken).claims()).fieldNames()).containsExactly("sub");
  }

  @Test
  void anAccessTokenLosesAScopeThatIsTakenBack() {
    AskTokens.Answer given = given();
    leave("openid", "offline_access");
    assertOpensTheSubjectAlone(given.accessToken());
    assertThat(introspected(given.accessToken()).getString("scope")).isEqualTo("openid offline_access");
    assertThat(introspected(given.refreshToken()).getString("scope")).isEqualTo("openid offline_access");
  }

  @Test
  void aRefreshTokenLosesAScopeThatIsTakenBackUntilItIsGivenAgain() {
    AskTokens.Answer given = given();
    leave("openid", "offline_access");
    AskTokens.Answer refreshed = OIDC.refresh(id, given.refreshToken());
    assertWithoutWhatWasTakenBack(refreshed, "openid offline_access");
    change(new JsonObject());
    assertThat(OIDC.refresh(id, refreshed.refreshToken()).scope()).isEqualTo(ALL);
  }

  @Test
  void aCodeLosesAScopeThatIsTakenBack() {
    change(new JsonObject());
    Secret code = OIDC.code(demand(), ada);
    leave("openid");
    AskTokens.Answer tokens = OIDC.redeem(id, code);
    assertWithoutWhatWasTakenBack(tokens, "openid");
    assertThat(tokens.refreshToken().isEmpty()).isTrue();
  }

  @Test
  void aPersonWhoAgreesAfterwardsGivesTheRestAlone() {
    change(new JsonObject().put("consent", "once"));
    Secret request = OIDC.parked(demand().with("prompt", "consent"), ada);
    change(new JsonObject().put("consent", "once").put("scopes", new JsonArray().add("openid")));
    assertThat(OIDC.proceed(request, ada).scopes()).containsExactly("openid");
    Secret code = Secret.of(OidcFixture.parameters(
        OIDC.proceed(request, ada.voucher(), ContinueAuthorization.Decision.ALLOW)).get("code"));
    change(new JsonObject().put("consent", "once"));
    assertWithoutWhatWasTakenBack(OIDC.redeem(id, code), "openid");
  }

  @Test
  void aRefreshTokenIsGoodAsLongAsTheClientMayHaveOne() {
    AskTokens.Answer given = given();
    leave("openid");
    assertThat(OIDC.refresh(id, given.refreshToken()).error().code()).isEqualTo(Code.INVALID_GRANT);
    assertThat(introspected(given.refreshToken()).getBoolean("active")).isFalse();
    ada.logOut();
    assertThat(OIDC.opens(given.accessToken())).isFalse();
    change(new JsonObject());
    assertThat(OIDC.refresh(id, given.refreshToken()).error().isNone()).isTrue();
  }

  @Test
  void nothingIsLeftWithoutAnyScope() {
    change(new JsonObject());
    Secret code = OIDC.code(Demand.of(id).with("scope", "email"), ada);
    Secret token = OIDC.tokens(Demand.of(id).with("scope", "email"), ada).accessToken();
    Secret request = OIDC.parked(Demand.of(id).with("scope", "email"), ada);
    leave("openid");
    assertThat(introspected(token).getBoolean("active")).isFalse();
    assertThat(OIDC.redeem(id, code).error().code()).isEqualTo(Code.INVALID_GRANT);
    assertThat(OidcFixture.parameters(OIDC.proceed(request, ada))).containsEntry("error", "invalid_scope");
  }

  @Test
  void aLoginWithoutTheSecondFactorThatIsDemandedOpensNothingMore() {
    change(new JsonObject());
    Secret code = OIDC.code(demand(), ada);
    AskTokens.Answer given = OIDC.tokens(demand(), ada);
    AskTokens.Answer withBoth = OIDC.tokens(demand(), OIDC.account.person().twoFactor().logIn());
    change(new JsonObject().put("second_factor", "required"));
    assertThat(OIDC.redeem(id, code).error().code()).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(given.accessToken())).isFalse();
    assertThat(OIDC.refresh(id, given.refreshToken()).error().code()).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(withBoth.accessToken())).isTrue();
    assertThat(OIDC.refresh(id, withBoth.refreshToken()).error().isNone()).isTrue();
  }
}
