package dev.ally.oidc.authorize;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that goes on as soon as it has come. */
class NewRequestTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;

  private final Person ada = OIDC.account.person();

  @BeforeAll
  static void register() {
    client = OIDC.client();
  }

  private static ContinueAuthorization.Answer ask(BeginAuthorization question) {
    return OIDC.ask(BeginAuthorization.OPERATION, question).next().orElseThrow();
  }

  private static BeginAuthorization withId(BeginAuthorization question, UUID operationId) {
    return new BeginAuthorization(
        operationId, question.demand(), question.newRequest(), question.voucher(), question.posted(),
        question.address(), question.goesOn());
  }

  private long grants() {
    return OIDC.database.count("oidc.application_grant WHERE account_id = '" + ada.accountId + "'");
  }

  private static long requests(String ofClient) {
    return OIDC.database.count("oidc.authorization_request WHERE client_id = '" + ofClient + "'");
  }

  @Test
  void aPersonWhoIsLoggedInGetsACodeAtOnce() {
    ada.logIn();
    ContinueAuthorization.Answer answer = OIDC.goOn(Demand.of(client), ada);
    assertThat(OidcFixture.parameters(answer).keySet()).containsExactly("code", "state", "iss");
    Secret code = Secret.of(OidcFixture.parameters(answer).get("code"));
    assertThat(OIDC.redeem(client, code).error()).isEqualTo(ProtocolError.NONE);
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.LOGGED_IN)).isEqualTo(1);
  }

  @Test
  void askedAgainItIsAnsweredTheSameOnEveryNodeAndOnce() {
    ada.logIn();
    BeginAuthorization question = OidcFixture.goingOn(Demand.of(client), ada);
    ContinueAuthorization.Answer first = ask(question);
    assertThat(first.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(ask(question)).as("its answer was lost").isEqualTo(first);
    assertThat(answer(BeginAuthorization.OPERATION.ask(OIDC.secondNode(), question)).next()).contains(first);
    assertThat(ask(withId(question, UUID.randomUUID())).outcome()).as("another operation")
        .isEqualTo(Outcome.EXPIRED);
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(grants()).isEqualTo(1);
  }

  @Test
  void twentyAtOnceGetOneCode() {
    ada.logIn();
    BeginAuthorization question = OidcFixture.goingOn(Demand.of(client), ada);
    List<BeginAuthorization.Answer> same = atOnce(20, () -> BeginAuthorization.OPERATION.ask(OIDC.bus, question));
    assertThat(same).allMatch(answer -> answer.next().orElseThrow().outcome() == Outcome.ANSWERED);
    assertThat(same.stream().distinct()).hasSize(1);
    assertThat(grants()).isEqualTo(1);
    BeginAuthorization another = OidcFixture.goingOn(Demand.of(client), ada);
    assertThat(atOnce(20, () -> BeginAuthorization.OPERATION.ask(OIDC.bus, withId(another, UUID.randomUUID()))))
        .filteredOn(answer -> answer.next().orElseThrow().outcome() == Outcome.ANSWERED).hasSize(1);
    assertThat(grants()).isEqualTo(2);
  }

  /** An older node parked it, and its answer was lost; the same operation is asked of a newer one. */
  @Test
  void oneThatIsParkedByTheSameOperationIsAnswered() {
    ada.logIn();
    BeginAuthorization question = OidcFixture.goingOn(Demand.of(client), ada);
    OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(
        question.operationId(), question.demand(), question.newRequest(), question.voucher(), false, ""));
    assertThat(ask(question).outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(grants()).isEqualTo(1);
  }

  @Test
  void nobodyLoggedInLogsInFirst() {
    BeginAuthorization question = OidcFixture.goingOn(Demand.of(client).with("login_hint", "ada@example.org"), ada);
    ContinueAuthorization.Answer answer = ask(question);
    assertThat(answer.outcome()).isEqualTo(Outcome.LOG_IN);
    assertThat(answer.loginHint()).isEqualTo("ada@example.org");
    ada.logIn();
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void anOldLoginThatIsNotGoodIsStillNotGoodLater() {
    ada.logIn();
    BeginAuthorization question = OidcFixture.goingOn(Demand.of(client).with("prompt", "login"), ada);
    assertThat(ask(question).outcome()).isEqualTo(Outcome.LOG_IN);
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.LOG_IN);
    ada.logIn();
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void aConsentIsAskedForAndTheRequestWaits() {
    ada.logIn();
    BeginAuthorization question = OidcFixture.goingOn(
        Demand.of(OIDC.client(new JsonObject().put("consent", "once"))), ada);
    assertThat(ask(question).outcome()).isEqualTo(Outcome.CONSENT);
    assertThat(grants()).isZero();
    assertThat(OIDC.proceed(question.newRequest(), ada.voucher(), Decision.ALLOW).outcome())
        .isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void whatIsRefusedAtOnceIsNotKept() {
    String silent = OIDC.client(new JsonObject().put("consent", "once"));
    assertThat(OidcFixture.parameters(OIDC.goOn(Demand.of(silent).with("prompt", "none"), ada)))
        .containsEntry("error", "login_required").containsEntry("state", "a state");
    ada.logIn();
    assertThat(OidcFixture.parameters(OIDC.goOn(Demand.of(silent).with("prompt", "none"), ada)))
        .containsEntry("error", "consent_required");
    assertThat(requests(silent)).isZero();
    assertThat(grants()).isZero();
  }

  @Test
  void areLimitedInAnHour() {
    ada.logIn();
    String once = OIDC.client(new JsonObject().put("consent", "once"));
    for (int i = 0; i < Limit.REQUESTS_OF_NETWORK.count(); i += 25) {
      atOnce(25, () -> BeginAuthorization.OPERATION.ask(OIDC.bus, OidcFixture.goingOn(Demand.of(once), ada)));
    }
    long kept = requests(once);
    assertThatThrownBy(() -> OIDC.goOn(Demand.of(once), ada)).isInstanceOf(TooMany.class);
    assertThat(requests(once)).as("of the one too many").isEqualTo(kept);
  }

  @Test
  void aPushedOneWaitsToBeAskedFor() {
    ada.logIn();
    Secret pushed = Secret.token(OidcFixture.RANDOM);
    OIDC.ask(PushAuthorization.OPERATION, new PushAuthorization(
        UUID.randomUUID(), OIDC.proof(client), Demand.of(client).build(), pushed, "198.18.0.1"));
    Demand reference = new Demand().with("client_id", client)
        .with("request_uri", PushService.REQUEST_URI + pushed.revealText());
    BeginAuthorization question = OidcFixture.goingOn(reference, ada);
    assertThat(OIDC.ask(BeginAuthorization.OPERATION, question)).isEqualTo(new BeginAuthorization.Answer(
        BeginAuthorization.Outcome.PARKED, Optional.empty(), "The application"));
    assertThat(OIDC.proceed(question.newRequest(), ada).outcome()).isEqualTo(Outcome.ANSWERED);
  }
}
