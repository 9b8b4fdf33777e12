package dev.ally.oidc.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.token.Acr;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that show nothing, by {@code prompt=none} (OpenID Connect Core §3.1.2.1). */
class SilentRequestTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static final String MFA_ESSENTIAL =
      "{\"id_token\": {\"acr\": {\"essential\": true, \"value\": \"%s\"}}}".formatted(Acr.MULTI_FACTOR);

  private static String client;
  private static String foreignClient;
  private static String secondFactorClient;

  private final Person ada = OIDC.account.person();

  @BeforeAll
  static void register() {
    client = OIDC.client();
    foreignClient = OIDC.client(new JsonObject().put("consent", "once"));
    secondFactorClient = OIDC.client(new JsonObject().put("second_factor", "required"));
  }

  private String error(Demand demand) {
    Map<String, String> response = OidcFixture.parameters(OIDC.proceed(OIDC.parked(demand, ada), ada));
    assertThat(response).containsEntry("state", "a state").containsEntry("iss", OidcFixture.ISSUER)
        .doesNotContainKey("code");
    return response.get("error");
  }

  @Test
  void aPersonWhoIsLoggedInIsAnswered() {
    ada.logIn();
    assertThat(OIDC.code(Demand.of(client).with("prompt", "none"), ada).isEmpty()).isFalse();
  }

  @Test
  void nothingIsShown() {
    assertThat(error(Demand.of(client).with("prompt", "none"))).isEqualTo("login_required");
    ada.logIn();
    assertThat(error(Demand.of(foreignClient).with("prompt", "none"))).isEqualTo("consent_required");
    assertThat(error(Demand.of(secondFactorClient).with("prompt", "none"))).isEqualTo("interaction_required");
    assertThat(error(Demand.of(client).with("prompt", "none").with("claims", MFA_ESSENTIAL)))
        .isEqualTo("interaction_required");
    String closed = OIDC.client(new JsonObject().put("groups", List.of("board")));
    assertThat(error(Demand.of(closed).with("prompt", "none"))).isEqualTo("access_denied");
    ada.twoFactor();
    assertThat(error(Demand.of(secondFactorClient).with("prompt", "none"))).isEqualTo("login_required");
  }

  @Test
  void aWishThatCannotBeMetIsNoError() {
    ada.logIn().twoFactor();
    assertThat(OIDC.code(Demand.of(client).with("prompt", "none").with("acr_values", Acr.MULTI_FACTOR), ada).isEmpty())
        .isFalse();
  }

  @Test
  void nobodyElseIsAnsweredFor() {
    Person eve = OIDC.account.person().logIn();
    Secret hint = OIDC.tokens(Demand.of(client), eve).idToken();
    ada.logIn();
    assertThat(error(Demand.of(client).with("prompt", "none").with("id_token_hint", hint.revealText())))
        .isEqualTo("login_required");
    String claim = "{\"id_token\": {\"sub\": {\"value\": \"%s\"}}}".formatted(eve.accountId);
    assertThat(error(Demand.of(client).with("prompt", "none").with("claims", claim))).isEqualTo("login_required");
    OIDC.clock.pass(Duration.ofDays(1));
    ada.logIn();
    Secret own = OIDC.tokens(Demand.of(client), ada).idToken();
    OIDC.clock.pass(Duration.ofHours(1));
    assertThat(OIDC.code(Demand.of(client).with("prompt", "none").with("id_token_hint", own.revealText()), ada)
        .isEmpty()).as("an expired hint").isFalse();
  }
}
