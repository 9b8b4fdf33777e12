package dev.ally.oidc.authorize;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person must do before an application gets its answer. */
class ContinueAuthorizationTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

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

  private String error(Demand demand) {
    Map<String, String> response = OidcFixture.parameters(OIDC.proceed(OIDC.parked(demand, ada), ada));
    assertThat(response).containsEntry("state", "a state").containsEntry("iss", OidcFixture.ISSUER)
        .doesNotContainKey("code");
    return response.get("error");
  }

  private JsonObject idToken(Secret request) {
    String code = OidcFixture.parameters(OIDC.proceed(request, ada)).get("code");
    return OidcFixture.claims(OIDC.redeem(client, Secret.of(code)).idToken());
  }

  @Test
  void aLoginIsAnsweredWithACodeTheStateAndTheIssuer() {
    ada.logIn();
    ContinueAuthorization.Answer answer = OIDC.proceed(OIDC.parked(Demand.of(client), ada), ada);
    assertThat(answer.response().orElseThrow().redirectUri()).isEqualTo(OidcFixture.REDIRECT);
    assertThat(OidcFixture.parameters(answer).keySet()).containsExactly("code", "state", "iss");
    assertThat(OidcFixture.parameters(answer)).containsEntry("state", "a state")
        .containsEntry("iss", OidcFixture.ISSUER);
    assertThat(answer.clientName()).isEqualTo("The application");
  }

  @Test
  void anyStateComesBackAsItWas() {
    ada.logIn();
    for (String state : List.of("", "Ünï çødé 漢字", "a&b=c#d%20+ \"'<>\\", "x".repeat(2_000))) {
      Map<String, String> response =
          OidcFixture.parameters(OIDC.proceed(OIDC.parked(Demand.of(client).with("state", state), ada), ada));
      assertThat(response.getOrDefault("state", "")).isEqualTo(state);
    }
  }

  @Test
  void nobodyLoggedInLogsIn() {
    Secret request = OIDC.parked(Demand.of(client).with("login_hint", "ada@example.org"), ada);
    ContinueAuthorization.Answer answer = OIDC.proceed(request, Secret.empty(), Decision.NONE);
    assertThat(answer.outcome()).isEqualTo(Outcome.LOG_IN);
    assertThat(answer.loginHint()).isEqualTo("ada@example.org");
    assertThat(OIDC.proceed(request, Secret.of("no voucher"), Decision.NONE).outcome()).isEqualTo(Outcome.LOG_IN);
    ada.logIn();
    assertThat(outcome(request)).isEqualTo(Outcome.ANSWERED);
  }

  /** The page of the login is opened again after a login in another tab. */
  @Test
  void theLoginPageIsToldWhetherASessionIsEnough() {
    Secret request = OIDC.parked(Demand.of(client), ada);
    Secret anew = OIDC.parked(Demand.of(client).with("prompt", "login"), ada);
    assertThat(isEnough(request)).isFalse();
    ada.logIn();
    assertThat(isEnough(request)).isTrue();
    assertThat(isEnough(anew)).as("it came before the login").isTrue();
    assertThat(isEnough(OIDC.parked(Demand.of(client).with("prompt", "login"), ada))).isFalse();
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)).loggedIn()).isFalse();
    ada.logOut();
    assertThat(isEnough(request)).isFalse();
  }

  private boolean isEnough(Secret request) {
    return OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request, ada.voucher())).loggedIn();
  }

  @Test
  void anUnknownOrExpiredRequestIsOver() {
    ada.logIn();
    assertThat(outcome(Secret.token(OidcFixture.RANDOM))).isEqualTo(Outcome.EXPIRED);
    assertThat(outcome(Secret.empty())).isEqualTo(Outcome.EXPIRED);
    Secret request = OIDC.parked(Demand.of(client), ada);
    OIDC.clock.pass(Duration.ofHours(1));
    assertThat(outcome(request)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void aRequestIsAnsweredOnce() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client), ada);
    var question = new ContinueAuthorization(
        UUID.randomUUID(), request, ada.voucher(), Decision.NONE, OidcFixture.requestInfo());
    ContinueAuthorization.Answer first = OIDC.ask(ContinueAuthorization.OPERATION, question);
    assertThat(OIDC.ask(ContinueAuthorization.OPERATION, question)).as("its answer was lost").isEqualTo(first);
    assertThat(outcome(request)).isEqualTo(Outcome.EXPIRED);
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.LEAVE).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(OIDC.proceed(request, Secret.empty(), Decision.NONE).outcome()).as("without a login")
        .isEqualTo(Outcome.EXPIRED);
    assertThat(OIDC.ask(FindAuthorization.OPERATION, new FindAuthorization(request)).clientName())
        .as("waits for a login no more").isEmpty();
    assertThat(OIDC.database.count("oidc.application_grant WHERE account_id = '" + ada.accountId + "'")).isEqualTo(1);
  }

  @Test
  void twentyAtOnceGetOneCode() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client), ada);
    List<ContinueAuthorization.Answer> answers = atOnce(20, () -> ContinueAuthorization.OPERATION.ask(OIDC.bus,
        new ContinueAuthorization(
            UUID.randomUUID(), request, ada.voucher(), Decision.NONE, OidcFixture.requestInfo())));
    assertThat(answers).filteredOn(answer -> answer.outcome() == Outcome.ANSWERED).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.outcome() == Outcome.EXPIRED).hasSize(19);
    assertThat(OIDC.database.count("oidc.application_grant WHERE account_id = '" + ada.accountId + "'")).isEqualTo(1);
  }

  @Test
  void aRefusalIsTheSameForTheSameOperation() {
    Secret request = OIDC.parked(Demand.of(client).with("prompt", "none"), ada);
    var question = new ContinueAuthorization(
        UUID.randomUUID(), request, Secret.empty(), Decision.NONE, OidcFixture.requestInfo());
    ContinueAuthorization.Answer first = OIDC.ask(ContinueAuthorization.OPERATION, question);
    assertThat(OidcFixture.parameters(first)).containsEntry("error", "login_required");
    assertThat(OIDC.ask(ContinueAuthorization.OPERATION, question)).isEqualTo(first);
    ada.logIn();
    assertThat(outcome(request)).isEqualTo(Outcome.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DENY", "LEAVE"})
  void aPersonMayGoBackWithoutLoggingIn(Decision decision) {
    Secret request = OIDC.parked(Demand.of(client), ada);
    assertThat(OidcFixture.parameters(OIDC.proceed(request, Secret.empty(), decision)))
        .containsEntry("error", "access_denied").containsEntry("state", "a state");
    ada.logIn();
    assertThat(outcome(request)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void aRequestEndsWithItsClientAndItsAddress() {
    ada.logIn();
    String moved = OIDC.client();
    Secret request = OIDC.parked(Demand.of(moved), ada);
    OIDC.client(new JsonObject().put("id", moved).put("redirect_uris", List.of("https://elsewhere.example.org/")));
    assertThat(outcome(request)).isEqualTo(Outcome.EXPIRED);
  }

  /** What makes a login that was there before too old. */
  @ParameterizedTest
  @ValueSource(strings = {"prompt=login", "prompt=select_account", "prompt=login consent", "max_age=0", "max_age=59"})
  void anOldLoginDoesNotCount(String parameter) {
    String[] pair = parameter.split("=");
    ada.logIn();
    OIDC.clock.pass(Duration.ofSeconds(60));
    Secret request = OIDC.parked(Demand.of(client).with(pair[0], pair[1]), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
    assertThat(outcome(request)).as("also not where the flow is restarted").isEqualTo(Outcome.LOG_IN);
    OIDC.clock.pass(Duration.ofSeconds(20));
    ada.logIn();
    if (pair[1].contains("consent")) {
      assertThat(outcome(request)).isEqualTo(Outcome.CONSENT);
    } else {
      assertThat(idToken(request).getLong("auth_time")).isEqualTo(OIDC.clock.instant().getEpochSecond());
    }
  }

  @Test
  void aLoginBetweenTheRequestAndItsContinuationCountsHoweverShortlyBefore() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client).with("prompt", "login"), ada);
    assertThat(outcome(request)).as("the same second").isEqualTo(Outcome.LOG_IN);
    Secret posted = Secret.token(OidcFixture.RANDOM);
    OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(UUID.randomUUID(),
        Demand.of(client).with("prompt", "login").build(), posted, ada.voucher(), true, ""));
    ada.logIn();
    assertThat(outcome(request)).isEqualTo(Outcome.ANSWERED);
    assertThat(outcome(posted)).as("posted with the session of before").isEqualTo(Outcome.ANSWERED);
  }

  /** A browser sends no cookies with the form of another site, so its session is not seen at first. */
  @Test
  void aLoginShortlyBeforeARequestThatWasPostedIsNoNewOne() {
    for (int seconds = 0; seconds < 6; seconds++) {
      ada.logIn();
      OIDC.clock.pass(Duration.ofSeconds(seconds));
      Secret request = Secret.token(OidcFixture.RANDOM);
      OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(UUID.randomUUID(),
          Demand.of(client).with("prompt", "login").build(), request, Secret.empty(), true, ""));
      assertThat(outcome(request)).as("%s s", seconds).isEqualTo(Outcome.LOG_IN);
      OIDC.clock.pass(Duration.ofSeconds(1));
      ada.logIn();
      assertThat(outcome(request)).isEqualTo(Outcome.ANSWERED);
    }
  }

  @Test
  void aRecentLoginCountsForMaxAge() {
    ada.logIn();
    OIDC.clock.pass(Duration.ofSeconds(60));
    assertThat(outcome(OIDC.parked(Demand.of(client).with("max_age", "60"), ada))).isEqualTo(Outcome.ANSWERED);
    assertThat(error(Demand.of(client).with("max_age", "59").with("prompt", "none"))).isEqualTo("login_required");
  }

  @Test
  void theRightPersonMustLogInWhereAHintNamesOne() {
    Person eve = OIDC.account.person().logIn();
    Secret hint = OIDC.tokens(Demand.of(client), eve).idToken();
    ada.logIn();
    OIDC.clock.pass(Duration.ofMinutes(1));
    Secret request = OIDC.parked(Demand.of(client).with("id_token_hint", hint.revealText()), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
    eve.logIn();
    assertThat(OIDC.proceed(request, eve).outcome()).isEqualTo(Outcome.ANSWERED);
    Secret another = OIDC.parked(Demand.of(client).with("id_token_hint", hint.revealText()), ada);
    ada.logIn();
    assertThat(OidcFixture.parameters(OIDC.proceed(another, ada))).containsEntry("error", "login_required");
  }

  @Test
  void onlyMembersOfTheGroupsAreLetIn() {
    String closed = OIDC.client(new JsonObject().put("groups", List.of("board", "audit")));
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(closed), ada);
    assertThat(outcome(request)).isEqualTo(Outcome.NOT_IN_GROUP);
    assertThat(OIDC.proceed(request, ada.voucher(), Decision.ALLOW).outcome()).isEqualTo(Outcome.NOT_IN_GROUP);
    ada.groups = Set.of("staff", "audit");
    assertThat(outcome(request)).isEqualTo(Outcome.ANSWERED);
    ada.groups = Set.of("staff");
    Secret left = OIDC.parked(Demand.of(closed), ada);
    assertThat(OidcFixture.parameters(OIDC.proceed(left, ada.voucher(), Decision.LEAVE)))
        .containsEntry("error", "access_denied");
  }

  @Nested
  class TheActivityLog {
    @Test
    void knowsOfALoginToAnApplicationOnce() {
      ada.logIn();
      OIDC.code(Demand.of(client), ada);
      OIDC.code(Demand.of(client).with("prompt", "none"), ada);
      assertThat(OIDC.account.noted(ada, NoteApplication.Event.LOGGED_IN)).isEqualTo(1);
      OIDC.code(Demand.of(secondFactorClient).with("redirect_uri", OidcFixture.REDIRECT), ada.enrol());
      assertThat(OIDC.account.noted(ada, NoteApplication.Event.LOGGED_IN)).as("another application").isEqualTo(2);
      ada.logIn();
      OIDC.code(Demand.of(client), ada);
      assertThat(OIDC.account.noted(ada, NoteApplication.Event.LOGGED_IN)).as("another login").isEqualTo(3);
      assertThat(OIDC.account.notes.values()).filteredOn(note -> note.accountId().equals(ada.accountId))
          .allMatch(note -> note.clientName().equals("The application")
              && note.requestInfo().address().equals("198.18.0.1"));
    }

    @Test
    void knowsOfItBeforeTheApplicationDoes() {
      ada.logIn();
      Secret request = OIDC.parked(Demand.of(client), ada);
      OIDC.account.isAwayForNotes = true;
      assertThatThrownBy(() -> OIDC.proceed(request, ada)).isInstanceOf(Unavailable.class);
      assertThat(OIDC.database.count("oidc.application_grant WHERE account_id = '" + ada.accountId + "'")).isZero();
      OIDC.account.isAwayForNotes = false;
      assertThat(outcome(request)).as("nothing was lost").isEqualTo(Outcome.ANSWERED);
      OIDC.account.isAwayForNotes = true;
      assertThat(outcome(OIDC.parked(Demand.of(client), ada))).as("it knows").isEqualTo(Outcome.ANSWERED);
    }
  }

  @Test
  void aPersonWritesABoundedNumberOfRows() {
    ada.logIn();
    OIDC.code(Demand.of(client), ada);
    OIDC.database.execute("""
        INSERT INTO oidc.application_grant
        SELECT (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid()))).*
        FROM oidc.application_grant g, generate_series(1, 498) WHERE account_id = '%s'""".formatted(ada.accountId));
    OIDC.code(Demand.of(client), ada);
    assertThat(error(Demand.of(client))).isEqualTo("temporarily_unavailable");
    assertThat(error(Demand.of(OIDC.client()))).as("for any application").isEqualTo("temporarily_unavailable");
    OIDC.clock.pass(Duration.ofHours(1));
    ada.logIn();
    OIDC.code(Demand.of(client), ada);
  }

  @Test
  void aLockedPersonIsNotLoggedIn() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client), ada);
    ada.locked = true;
    assertThat(outcome(request)).isEqualTo(Outcome.LOG_IN);
  }

  @Test
  void aSecondNodeContinuesWhatTheFirstBegan() {
    ada.logIn();
    Secret request = OIDC.parked(Demand.of(client), ada);
    var question = new ContinueAuthorization(
        UUID.randomUUID(), request, ada.voucher(), Decision.NONE, OidcFixture.requestInfo());
    ContinueAuthorization.Answer elsewhere =
        answer(ContinueAuthorization.OPERATION.ask(OIDC.secondNode(), question));
    assertThat(OIDC.ask(ContinueAuthorization.OPERATION, question)).isEqualTo(elsewhere);
    assertThat(OIDC.redeem(client, Secret.of(OidcFixture.parameters(elsewhere).get("code"))).error().isNone()).isTrue();
  }
}
