package dev.ally.oidc.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is asked to agree to, and what is remembered of it. */
class ConsentTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;
  private static String foreignClient;

  private final Person ada = OIDC.account.person();

  @BeforeAll
  static void register() {
    client = OIDC.client();
    foreignClient = OIDC.client(new JsonObject().put("consent", "once"));
  }

  private Outcome outcome(Secret request) {
    return OIDC.proceed(request, ada).outcome();
  }

  @Test
  void isAskedForOnceAndRemembered() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(foreignClient), ada);
    ContinueAuthorization.Answer asked = OIDC.proceed(request, ada);
    assertThat(asked.outcome()).isEqualTo(Outcome.CONSENT);
    assertThat(asked.scopes()).containsExactly("email", "groups", "openid", "profile");
    assertThat(asked.clientHost()).isEqualTo("app.example.org");
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.ALLOW).outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient), ada))).as("later").isEqualTo(Outcome.ANSWERED);
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient).with("scope", "openid"), ada)))
        .as("less").isEqualTo(Outcome.ANSWERED);
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient).with("prompt", "consent"), ada)))
        .isEqualTo(Outcome.CONSENT);
    String another = OIDC.client(new JsonObject().put("consent", "once"));
    assertThat(outcome(OIDC.parked(Demand.of(another), ada))).as("another client").isEqualTo(Outcome.CONSENT);
    Person eve = OIDC.account.person().logIn();
    assertThat(OIDC.proceed(OIDC.parked(Demand.of(foreignClient), eve), eve).outcome())
        .as("another person").isEqualTo(Outcome.CONSENT);
  }

  @Test
  void isAskedForAgainWhereTheApplicationWantsMore() {
    ada.logIn();
    Demand little = Demand.of(foreignClient).with("scope", "openid");
    OIDC.proceed(OIDC.parked(little, ada), ada.voucher(), Decision.ALLOW);
    assertThat(outcome(OIDC.parked(little.with("scope", "openid email"), ada))).isEqualTo(Outcome.CONSENT);
    Demand byName = little.with("scope", "openid").with("claims", "{\"userinfo\": {\"email\": null}}");
    ContinueAuthorization.Answer asked = OIDC.proceed(OIDC.parked(byName, ada), ada);
    assertThat(asked.outcome()).as("a claim by its name").isEqualTo(Outcome.CONSENT);
    assertThat(asked.scopes()).containsExactly("email", "openid");
  }

  @Test
  void isRememberedBesideWhatWasAgreedToBefore() {
    ada.logIn();
    for (String scope : List.of("openid email", "openid profile")) {
      OIDC.proceed(OIDC.parked(Demand.of(foreignClient).with("scope", scope), ada), ada.voucher(), Decision.ALLOW);
    }
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient).with("scope", "openid email profile"), ada)))
        .isEqualTo(Outcome.ANSWERED);
  }

  /** RFC 8252 §8.6: another program of the same machine can take such an address, and knows the client's id. */
  @ParameterizedTest
  @CsvSource({
      "native, org.example.app:/callback, false", "native, http://127.0.0.1/callback, false",
      "browser, http://localhost:5000/callback, true", "native, https://app.example.org/callback, true",
      "browser, https://app.example.org/callback, true", "web, http://127.0.0.1:5000/callback, true"})
  void isAskedForEachTimeWhereNothingShowsWhichApplicationItIs(String type, String address, boolean remembered) {
    ada.logIn();
    Demand demand = Demand.of(OIDC.client(new JsonObject()
        .put("type", type).put("consent", "once").put("redirect_uris", new JsonArray().add(address))))
        .with("redirect_uri", address);
    assertThat(OIDC.proceed(OIDC.parked(demand, ada), ada.voucher(), Decision.ALLOW).outcome())
        .isEqualTo(Outcome.ANSWERED);
    assertThat(OIDC.goOn(demand, ada).outcome()).isEqualTo(remembered ? Outcome.ANSWERED : Outcome.CONSENT);
    assertThat(OidcFixture.parameters(OIDC.goOn(demand.with("prompt", "none"), ada)).get("error"))
        .isEqualTo(remembered ? null : "consent_required");
  }

  @Test
  void isNotRememberedWhereThePersonDoesNotAgree() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(foreignClient), ada);
    assertThat(OidcFixture.parameters(OIDC.proceed(request, ada.voucher(), Decision.DENY)))
        .containsEntry("error", "access_denied");
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient), ada))).isEqualTo(Outcome.CONSENT);
  }

  @Test
  void isWrittenByNoLoginAfterwards() {
    ada.logIn();
    OIDC.proceed(OIDC.parked(Demand.of(foreignClient), ada), ada.voucher(), Decision.ALLOW);
    Instant given = OIDC.clock.instant();
    OIDC.clock.pass(Duration.ofMinutes(1));
    assertThat(outcome(OIDC.parked(Demand.of(foreignClient), ada))).isEqualTo(Outcome.ANSWERED);
    assertThat(OIDC.database.count(
        "oidc.consent WHERE account_id = '" + ada.accountId + "' AND given_at = '" + given + "'")).isOne();
  }

  @Test
  void isGivenByTheOneWhoIsLoggedIn() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(foreignClient).with("prompt", "login"), ada);
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.ALLOW).outcome()).isEqualTo(Outcome.LOG_IN);
    assertThat(OIDC.database.count("oidc.consent WHERE account_id = '" + ada.accountId + "'")).isZero();
  }

  @Test
  void isNoneOfAnOwnApplicationUnlessThatAsksForIt() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client).with("prompt", "consent"), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.CONSENT);
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.ALLOW).outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(OIDC.database.count("oidc.consent WHERE account_id = '" + ada.accountId + "'")).isZero();
  }

  @Test
  void isAskedForOfflineAccessEachTime() {
    ada.logIn();
    Demand offline = Demand.of(foreignClient).with("scope", "openid offline_access");
    Secret dropped = OIDC.parked(offline, ada);
    assertThat(OIDC.proceed(dropped, ada).scopes()).containsExactly("openid");
    Secret asked = OIDC.parked(offline.with("prompt", "consent"), ada);
    assertThat(OIDC.proceed(asked, ada).scopes()).containsExactly("offline_access", "openid");
    String code = OidcFixture.parameters(OIDC.proceed(asked, ada.voucher(), Decision.ALLOW)).get("code");
    AskTokens.Answer tokens = OIDC.redeem(foreignClient, Secret.of(code));
    assertThat(tokens.refreshToken().isEmpty()).isFalse();
    assertThat(tokens.scope()).isEqualTo("openid offline_access");
    AskTokens.Answer without = OIDC.tokens(offline.without("prompt"), ada);
    assertThat(without.refreshToken().isEmpty()).isTrue();
    assertThat(without.scope()).isEqualTo("openid");
  }
}
