package dev.ally.oidc.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.token.Acr;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client, or an application by its request, demands of a login (OpenID Connect Core §5.5.1.1). */
class SecondFactorDemandTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static final String MFA_ESSENTIAL =
      "{\"id_token\": {\"acr\": {\"essential\": true, \"value\": \"%s\"}}}".formatted(Acr.MULTI_FACTOR);

  private static String client;
  private static String secondFactorClient;

  private final Person ada = OIDC.account.person();

  @BeforeAll
  static void register() {
    client = OIDC.client();
    secondFactorClient = OIDC.client(new JsonObject().put("second_factor", "required"));
  }

  private Outcome outcome(Secret request) {
    return OIDC.proceed(request, ada).outcome();
  }

  private JsonObject idToken(String clientId, Secret request) {
    String code = OidcFixture.parameters(OIDC.proceed(request, ada)).get("code");
    return OidcFixture.claims(OIDC.redeem(clientId, Secret.of(code)).idToken());
  }

  @Test
  void aPersonWithoutOneEnrolsAndComesStraightBack() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(secondFactorClient), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.ENROL);
    assertThat(outcome(request)).as("also where the flow is restarted").isEqualTo(Outcome.ENROL);
    ada.enrol();
    JsonObject idToken = idToken(secondFactorClient, request);
    assertThat(idToken.getString("acr")).isEqualTo(Acr.MULTI_FACTOR);
    assertThat(idToken.getJsonArray("amr")).isEqualTo(new JsonArray(List.of("pwd", "otp", "mfa")));
  }

  @Test
  void aSessionThatWasOpenedWithoutItLogsInAgain() {
    ada.logIn().twoFactor();
    Secret request = OIDC.parked(Demand.of(secondFactorClient), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.ALLOW).outcome()).isEqualTo(Outcome.LOG_IN);
    ada.logIn();
    assertThat(outcome(request)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void aSessionThatWasOpenedWithItIsLetIn() {
    ada.twoFactor().logIn();
    assertThat(outcome(OIDC.parked(Demand.of(secondFactorClient), ada))).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void anEssentialAcrIsAsGoodAsTheClientsSetting() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client).with("claims", MFA_ESSENTIAL), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.ENROL);
    ada.twoFactor();
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
    ada.logIn();
    assertThat(idToken(client, request).getString("acr")).isEqualTo(Acr.MULTI_FACTOR);
  }

  @Test
  void aWishIsFollowedWhereItCanBe() {
    ada.logIn();
    Demand wish = Demand.of(client).with("acr_values", "urn:x " + Acr.MULTI_FACTOR + " " + Acr.SINGLE_FACTOR);
    assertThat(idToken(client, OIDC.parked(wish, ada)).getString("acr")).as("the true one")
        .isEqualTo(Acr.SINGLE_FACTOR);
    ada.twoFactor();
    Secret request = OIDC.parked(wish, ada);
    assertThat(outcome(request)).as("an old session does not count").isEqualTo(Outcome.LOG_IN);
    OIDC.clock.pass(Duration.ofMinutes(1));
    ada.logIn();
    assertThat(idToken(client, request).getString("acr")).isEqualTo(Acr.MULTI_FACTOR);
  }

  @Test
  void aWishAsksForNoLoginTwice() {
    ada.logIn().twoFactor();
    Secret request = OIDC.parked(Demand.of(client).with("acr_values", Acr.MULTI_FACTOR), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
    OIDC.clock.pass(Duration.ofMinutes(1));
    ada.logIn().secondFactor = false;
    assertThat(idToken(client, request).getString("acr")).as("the true one").isEqualTo(Acr.SINGLE_FACTOR);
  }

  @Test
  void aLoginWithAPasswordSaysSo() {
    ada.logIn();
    JsonObject idToken = idToken(client, OIDC.parked(Demand.of(client), ada));
    assertThat(idToken.getString("acr")).isEqualTo(Acr.SINGLE_FACTOR);
    assertThat(idToken.getJsonArray("amr")).isEqualTo(new JsonArray(List.of("pwd")));
  }

  @Test
  void whoeverDemandsOneFactorAloneIsToldOfOne() {
    ada.twoFactor().logIn();
    String claims = MFA_ESSENTIAL.replace(Acr.MULTI_FACTOR, Acr.SINGLE_FACTOR);
    JsonObject idToken = idToken(client, OIDC.parked(Demand.of(client).with("claims", claims), ada));
    assertThat(idToken.getString("acr")).isEqualTo(Acr.SINGLE_FACTOR);
    assertThat(idToken.getJsonArray("amr")).contains("mfa");
  }

  @Test
  void whoeverDemandsEitherIsContentWithAPassword() {
    ada.logIn();
    String claims = "{\"id_token\": {\"acr\": {\"essential\": true, \"values\": [\"%s\", \"%s\"]}}}"
        .formatted(Acr.MULTI_FACTOR, Acr.SINGLE_FACTOR);
    JsonObject idToken = idToken(client, OIDC.parked(Demand.of(client).with("claims", claims), ada));
    assertThat(idToken.getString("acr")).isEqualTo(Acr.SINGLE_FACTOR);
  }
}
