package dev.ally.oidc.forward;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Bus;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.AccountClaims;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Heard;
import dev.ally.harness.ReadyRsaKeys;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import dev.ally.oidc.OidcVerticle;
import dev.ally.oidc.client.Clients;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operations {@code oidc.forward.…} over the bus, on real PostgreSQL, with an {@code account} that says what it is
 * told to.
 */
class ForwardServiceTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  private static final SetClock CLOCK = new SetClock(START);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String GRAFANA = "grafana.example.org";
  private static final String WIKI = "wiki.example.org:8443";
  private static final String URL = "https://grafana.example.org/d/1?x=y";
  private static final Secret VOUCHER = Secret.of("voucher");
  private static final List<FindStanding> ASKED = new CopyOnWriteArrayList<>();
  private static final List<NoteApplication> NOTED = new CopyOnWriteArrayList<>();
  private static TestDatabase database;
  private static Bus bus;

  // What account says.
  private static volatile UUID accountId;
  private static volatile UUID sid;
  private static volatile Set<String> groups;
  private static volatile boolean locked;
  private static volatile boolean sessionOpen;
  private static volatile boolean secondFactor;
  private static volatile boolean twoFactor;
  private static volatile boolean away;

  private final Secret binding = Secret.token(RANDOM);

  @BeforeAll
  static void deploy() {
    ReadyRsaKeys.use();
    database = TestDatabase.create();
    bus = Bus.local(WATCHED.vertx());
    answer(FindLogin.OPERATION.serve(bus, question -> present(new FindLogin.Answer(question.voucher().equals(VOUCHER)
        ? Optional.of(new FindLogin.Login(accountId, sid, UUID.randomUUID(), START, secondFactor, 1, claims()))
        : Optional.empty()))));
    answer(FindStanding.OPERATION.serve(bus, question -> {
      ASKED.add(question);
      boolean open = sessionOpen && question.sid().equals(Optional.of(sid));
      return present(new FindStanding.Answer(locked || !question.accountId().equals(accountId)
          ? Optional.empty() : Optional.of(new FindStanding.Standing(open, secondFactor, 1, claims()))));
    }));
    answer(ListEndings.OPERATION.serve(bus, question -> Future.succeededFuture(new ListEndings.Answer(List.of()))));
    answer(NoteApplication.OPERATION.serve(bus, question -> {
      NOTED.add(question);
      return present(new NoteApplication.Answer());
    }));
    answer(WATCHED.vertx().deployVerticle(new OidcVerticle(
        database.pool(WATCHED.vertx(), Schema.OIDC), Keyring.parse(List.of(Keyring.generateLine(RANDOM))),
        TestSettings.of(Map.of("ALLY_PUBLIC_URL", "https://ally.example")), CLOCK, RANDOM)));
  }

  private static <A> Future<A> present(A answer) {
    return away ? Future.failedFuture(new Unavailable("away", Duration.ofSeconds(1))) : Future.succeededFuture(answer);
  }

  private static AccountClaims claims() {
    return new AccountClaims("ada@example.org", true, "Ada", "en", groups, twoFactor);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void arrange() {
    CLOCK.set(START);
    ASKED.clear();
    NOTED.clear();
    accountId = UUID.randomUUID();
    sid = UUID.randomUUID();
    groups = Set.of("staff");
    locked = false;
    sessionOpen = true;
    secondFactor = false;
    twoFactor = false;
    away = false;
    register("""
        [{"id": "grafana", "name": "Grafana", "type": "proxy", "hosts": ["grafana.example.org"],
          "groups": ["staff", "admins"], "paths": ["/public/*"]},
         {"id": "wiki", "name": "Wiki", "type": "proxy", "hosts": ["wiki.example.org:8443"],
          "second_factor": "required"}]""");
  }

  private static void register(String file) {
    assertThat(answer(ApplyClients.OPERATION.ask(bus, new ApplyClients(UUID.randomUUID(), file, true))).mistakes())
        .isEmpty();
  }

  private CheckHostSession.Answer check(String host, String path, Secret session) {
    return answer(CheckHostSession.OPERATION.ask(bus, new CheckHostSession(host, path, session)));
  }

  private void assertOutcome(CheckHostSession.Outcome outcome, Secret session) {
    CheckHostSession.Answer found = check(GRAFANA, "/d/1", session);
    assertThat(found.outcome()).isEqualTo(outcome);
    assertThat(found.visitor().isPresent()).isEqualTo(outcome == CheckHostSession.Outcome.ADMITTED);
  }

  private Secret begin(String host, String url) {
    return answer(BeginHostLogin.OPERATION.ask(bus, new BeginHostLogin(host, url, binding))).destination();
  }

  private IssueTicket.Answer issue(Secret destination, Secret ticket) {
    return answer(IssueTicket.OPERATION.ask(bus, new IssueTicket(UUID.randomUUID(), destination, VOUCHER, ticket)));
  }

  private Secret ticket(String host, String url) {
    Secret ticket = Secret.token(RANDOM);
    assertThat(issue(begin(host, url), ticket).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
    return ticket;
  }

  private RedeemTicket.Answer redeem(UUID operationId, String host, Secret ticket, Secret from, Secret session) {
    return answer(RedeemTicket.OPERATION.ask(bus, new RedeemTicket(operationId, host, ticket, from, session,
        new RequestInfo("192.0.2.1", "Firefox", Secret.empty()))));
  }

  private RedeemTicket.Answer redeem(String host, Secret ticket, Secret from) {
    return redeem(UUID.randomUUID(), host, ticket, from, Secret.token(RANDOM));
  }

  private Secret logIn(String host, String url) {
    Secret session = Secret.token(RANDOM);
    assertThat(redeem(UUID.randomUUID(), host, ticket(host, url), binding, session).outcome())
        .isEqualTo(RedeemTicket.Outcome.REDEEMED);
    return session;
  }

  private Secret logIn() {
    return logIn(GRAFANA, URL);
  }

  private static long rows(String table) {
    return database.count("oidc." + table + " WHERE account_id = '" + accountId + "'");
  }

  @Test
  void aTicketOpensASessionThatIsUsedAtEachCheck() {
    Secret ticket = Secret.token(RANDOM);
    Secret session = Secret.token(RANDOM);
    IssueTicket.Answer issued = issue(begin(GRAFANA, URL), ticket);
    assertThat(issued).isEqualTo(new IssueTicket.Answer(
        IssueTicket.Outcome.ISSUED, "https://grafana.example.org/.ally/session", "Grafana", GRAFANA));
    assertThat(redeem(UUID.randomUUID(), GRAFANA, ticket, binding, session))
        .isEqualTo(new RedeemTicket.Answer(RedeemTicket.Outcome.REDEEMED, URL));
    assertThat(NOTED).singleElement().satisfies(noted -> {
      assertThat(noted.accountId()).isEqualTo(accountId);
      assertThat(noted.event()).isEqualTo(NoteApplication.Event.LOGGED_IN);
      assertThat(noted.clientName()).isEqualTo("Grafana");
      assertThat(noted.requestInfo().address()).isEqualTo("192.0.2.1");
    });

    CheckHostSession.Answer found = check(GRAFANA, "/d/1", session);
    assertThat(found.outcome()).isEqualTo(CheckHostSession.Outcome.ADMITTED);
    assertThat(found.visitor()).hasValueSatisfying(visitor -> {
      assertThat(visitor.accountId()).isEqualTo(accountId);
      assertThat(visitor.email()).isEqualTo("ada@example.org");
      assertThat(visitor.groups()).containsExactly("staff");
    });
    assertThat(ASKED).containsExactly(new FindStanding(accountId, Optional.of(sid), true));
  }

  @Test
  void nobodyIsAdmittedWithoutASession() {
    assertOutcome(CheckHostSession.Outcome.LOG_IN, Secret.empty());
    assertOutcome(CheckHostSession.Outcome.LOG_IN, Secret.token(RANDOM));
    assertThat(ASKED).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "evil.example", "Grafana.example.org", "grafana.example.org:443", "grafana.example.org.", "", "\u0000",
      "wiki.example.org", "*", "grafana.example.org, wiki.example.org:8443"})
  void noOtherHostIsKnown(String host) {
    Secret session = logIn();
    assertThat(check(host, "/", session).outcome()).isEqualTo(CheckHostSession.Outcome.UNKNOWN_HOST);
    assertThat(answer(BeginHostLogin.OPERATION.ask(bus, new BeginHostLogin(host, "https://" + host + "/", binding)))
        .destination().isEmpty()).isTrue();
  }

  @Test
  void aSessionOpensItsHostOnly() {
    secondFactor = true;
    Secret session = logIn();
    assertThat(check(WIKI, "/", session).outcome()).isEqualTo(CheckHostSession.Outcome.LOG_IN);
    assertThat(check(WIKI, "/", logIn(WIKI, "https://wiki.example.org:8443/")).outcome())
        .isEqualTo(CheckHostSession.Outcome.ADMITTED);
  }

  @Test
  void aSessionEndsAtOnceWithWhatItCameOf() {
    Secret session = logIn();
    sessionOpen = false;
    assertOutcome(CheckHostSession.Outcome.LOG_IN, session);
    sessionOpen = true;
    assertOutcome(CheckHostSession.Outcome.ADMITTED, session);
    locked = true;
    assertOutcome(CheckHostSession.Outcome.LOG_IN, session);
  }

  @Test
  void leavingTheGroupsCountsAtOnce() {
    Secret session = logIn();
    groups = Set.of("guests");
    assertOutcome(CheckHostSession.Outcome.LOG_IN, session);
    groups = Set.of("admins", "guests");
    assertOutcome(CheckHostSession.Outcome.ADMITTED, session);
  }

  @Test
  void aChangeOfTheRegistryCountsAtOnce() {
    Secret session = logIn();
    register("""
        [{"id": "grafana", "type": "proxy", "hosts": ["grafana.example.org"], "second_factor": "required"}]""");
    assertOutcome(CheckHostSession.Outcome.LOG_IN, session);
    secondFactor = true;
    assertOutcome(CheckHostSession.Outcome.ADMITTED, session);
    register("[]");
    assertOutcome(CheckHostSession.Outcome.UNKNOWN_HOST, session);
  }

  @Test
  void anOpenPathNeedsNoLogin() {
    assertThat(check(GRAFANA, "/public/a.css", Secret.empty()).outcome()).isEqualTo(CheckHostSession.Outcome.OPEN);
    assertThat(check(GRAFANA, "/public/../d", Secret.empty()).outcome()).isEqualTo(CheckHostSession.Outcome.LOG_IN);
    assertThat(check(GRAFANA, "/public/" + "a".repeat(3_000) + "/../../d", Secret.empty()).outcome())
        .as("cut on its way").isEqualTo(CheckHostSession.Outcome.LOG_IN);
    Secret session = logIn();
    assertThat(check(GRAFANA, "/public/a.css", session).outcome()).isEqualTo(CheckHostSession.Outcome.ADMITTED);
    groups = Set.of();
    assertThat(check(GRAFANA, "/public/a.css", session).outcome()).isEqualTo(CheckHostSession.Outcome.OPEN);
  }

  @Test
  void nobodyIsAdmittedWhileAccountIsAway() {
    Secret session = logIn();
    away = true;
    assertThatThrownBy(() -> check(GRAFANA, "/d/1", session)).isInstanceOf(Unavailable.class);
  }

  @Test
  void aSessionOfAHostLivesNoLongerThanAnyOther() {
    Secret session = logIn();
    CLOCK.pass(Limit.SESSION_LIFE.duration().minusSeconds(1));
    assertOutcome(CheckHostSession.Outcome.ADMITTED, session);
    CLOCK.pass(Duration.ofSeconds(1));
    assertOutcome(CheckHostSession.Outcome.LOG_IN, session);
  }

  @Test
  void aTicketOpensOnce() {
    Secret ticket = ticket(GRAFANA, URL);
    assertThat(redeem(GRAFANA, ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.REDEEMED);
    assertThat(redeem(GRAFANA, ticket, binding)).isEqualTo(new RedeemTicket.Answer(RedeemTicket.Outcome.AGAIN, URL));
    assertThat(rows("host_session")).isEqualTo(1);
  }

  /** However many ask at once. */
  @Test
  void aTicketThatManyShowAtOnceOpensOneSession() {
    Secret ticket = ticket(GRAFANA, URL);
    List<RedeemTicket.Answer> answers = atOnce(20, () -> RedeemTicket.OPERATION.ask(bus, new RedeemTicket(
        UUID.randomUUID(), GRAFANA, ticket, binding, Secret.token(RANDOM),
        new RequestInfo("192.0.2.1", "Firefox", Secret.empty()))));
    assertThat(answers).filteredOn(one -> one.outcome() == RedeemTicket.Outcome.REDEEMED).hasSize(1);
    assertThat(rows("host_session")).isEqualTo(1);
  }

  @Test
  void aLostAnswerIsGivenAgain() {
    UUID operationId = UUID.randomUUID();
    Secret ticket = ticket(GRAFANA, URL);
    Secret session = Secret.token(RANDOM);
    redeem(operationId, GRAFANA, ticket, binding, session);
    assertThat(redeem(operationId, GRAFANA, ticket, binding, session).outcome())
        .isEqualTo(RedeemTicket.Outcome.REDEEMED);
    assertThat(rows("host_session")).isEqualTo(1);
    assertThat(NOTED).extracting(NoteApplication::operationId).as("one entry of the activity log")
        .containsExactly(operationId, operationId);
    Secret destination = begin(GRAFANA, URL);
    Secret twice = Secret.token(RANDOM);
    assertThat(issue(destination, twice).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
    assertThat(issue(destination, twice).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
  }

  @Test
  void aTicketLivesThirtySeconds() {
    Secret ticket = ticket(GRAFANA, URL);
    CLOCK.pass(Duration.ofSeconds(29));
    assertThat(redeem(GRAFANA, ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.REDEEMED);
    Secret late = ticket(GRAFANA, URL);
    CLOCK.pass(Duration.ofSeconds(30));
    assertThat(redeem(GRAFANA, late, binding)).isEqualTo(new RedeemTicket.Answer(RedeemTicket.Outcome.AGAIN, URL));
  }

  /** A ticket of one's own that is sent to somebody else would log that person in as oneself. */
  @Test
  void aTicketOpensNothingInAnotherBrowserAndIsSpentThere() {
    Secret ticket = ticket(GRAFANA, URL);
    assertThat(redeem(GRAFANA, ticket, Secret.token(RANDOM)))
        .isEqualTo(new RedeemTicket.Answer(RedeemTicket.Outcome.AGAIN, URL));
    assertThat(redeem(GRAFANA, ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.AGAIN);
    assertThat(redeem(GRAFANA, ticket(GRAFANA, URL), Secret.empty()).outcome()).isEqualTo(RedeemTicket.Outcome.AGAIN);
    assertThat(rows("host_session")).isZero();
  }

  @Test
  void aTicketOpensNothingAtAnotherHostAndIsSpentThere() {
    secondFactor = true;
    Secret ticket = ticket(GRAFANA, URL);
    assertThat(redeem(WIKI, ticket, binding)).isEqualTo(new RedeemTicket.Answer(RedeemTicket.Outcome.UNKNOWN, ""));
    assertThat(redeem(GRAFANA, ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.AGAIN);
    assertThat(redeem(GRAFANA, Secret.token(RANDOM), binding).outcome()).isEqualTo(RedeemTicket.Outcome.UNKNOWN);
  }

  @Test
  void aHostThatNoClientHasIsNamedInTheLog() {
    Secret ticket = ticket(GRAFANA, URL);
    try (Heard heard = new Heard()) {
      assertThat(redeem("wiki.example.org", ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.UNKNOWN);
      redeem(GRAFANA, Secret.token(RANDOM), binding);
      assertThat(heard.lines()).singleElement().asString().contains(
          "A proxy handed on /.ally/session of the host wiki.example.org, which no client of the type proxy has");
    }
  }

  @Test
  void onlyWhoIsInAGroupGetsATicket() {
    groups = Set.of();
    Secret destination = begin(GRAFANA, URL);
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.NOT_IN_GROUP);
    assertThat(rows("host_ticket")).isZero();
  }

  @Test
  void onlyWhoHasASecondFactorGetsATicketWhereItIsRequired() {
    Secret destination = begin(WIKI, "https://wiki.example.org:8443/");
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.ENROL);
    twoFactor = true;
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.LOG_IN);
    secondFactor = true;
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
  }

  @Test
  void whoIsNotLoggedInGetsNoTicket() {
    IssueTicket.Answer answer = answer(IssueTicket.OPERATION.ask(
        bus, new IssueTicket(UUID.randomUUID(), begin(GRAFANA, URL), Secret.empty(), Secret.token(RANDOM))));
    assertThat(answer).isEqualTo(new IssueTicket.Answer(IssueTicket.Outcome.LOG_IN, "", "Grafana", GRAFANA));
  }

  /** The host asks again, and the login begins anew there. */
  @Test
  void aLoginIsOverAfterAnHour() {
    Secret destination = begin(GRAFANA, URL);
    CLOCK.pass(Duration.ofMinutes(59));
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
    assertThat(answer(FindHostLogin.OPERATION.ask(bus, new FindHostLogin(destination))).clientName())
        .isEqualTo("Grafana");
    CLOCK.pass(Duration.ofMinutes(1));
    assertThat(issue(destination, Secret.token(RANDOM)))
        .isEqualTo(new IssueTicket.Answer(IssueTicket.Outcome.EXPIRED, URL, "Grafana", GRAFANA));
    assertThat(answer(FindHostLogin.OPERATION.ask(bus, new FindHostLogin(destination))).clientName()).isEmpty();
  }

  @Test
  void aLoginForAHostThatIsGoneLeadsNowhere() {
    Secret destination = begin(GRAFANA, URL);
    Secret ticket = ticket(GRAFANA, URL);
    register("[]");
    assertThat(issue(destination, Secret.token(RANDOM)))
        .isEqualTo(new IssueTicket.Answer(IssueTicket.Outcome.EXPIRED, "", "", ""));
    assertThat(issue(Secret.of("AAAA"), Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.EXPIRED);
    assertThat(redeem(GRAFANA, ticket, binding).outcome()).isEqualTo(RedeemTicket.Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "https://evil.example/", "https://grafana.example.org@evil.example/", "javascript:alert(1)", "", "/d/1"})
  void aLoginLeadsBackToItsHostOnly(String url) {
    assertThat(begin(GRAFANA, url).isEmpty()).isTrue();
  }

  @Test
  void aLoginThatNoCookieBindsBeginsNot() {
    assertThat(answer(BeginHostLogin.OPERATION.ask(bus, new BeginHostLogin(GRAFANA, URL, Secret.empty())))
        .destination().isEmpty()).isTrue();
  }

  @Test
  void anAccountIsIssuedSoManyTicketsAnHour() {
    Secret destination = begin(GRAFANA, URL);
    for (int i = 0; i < Limit.TICKETS_OF_ACCOUNT.count(); i++) {
      issue(destination, Secret.token(RANDOM));
    }
    assertThatThrownBy(() -> issue(destination, Secret.token(RANDOM))).isInstanceOf(TooMany.class);
    UUID ada = accountId;
    accountId = UUID.randomUUID();
    assertThat(issue(destination, Secret.token(RANDOM)).outcome()).as("of another account")
        .isEqualTo(IssueTicket.Outcome.ISSUED);
    accountId = ada;
    CLOCK.pass(Duration.ofHours(1));
    assertThat(issue(begin(GRAFANA, URL), Secret.token(RANDOM)).outcome()).isEqualTo(IssueTicket.Outcome.ISSUED);
  }

  @Test
  void whatCountsNoMoreIsDeletedAndNothingBefore() {
    Pool pool = database.pool(WATCHED.vertx(), Schema.OIDC);
    ForwardService service = new ForwardService(
        bus, new Clients(pool), pool, Keyring.parse(List.of(Keyring.generateLine(RANDOM))), CLOCK, RANDOM);
    Secret session = logIn();
    CLOCK.pass(Duration.ofHours(1).minusSeconds(1));
    answer(service.sweep());
    assertThat(rows("host_ticket")).as("counted for the limit").isEqualTo(1);
    CLOCK.pass(Duration.ofSeconds(1));
    answer(service.sweep());
    assertThat(rows("host_ticket")).isZero();
    CLOCK.set(START.plus(Limit.SESSION_LIFE.duration()).minusSeconds(1));
    answer(service.sweep());
    assertOutcome(CheckHostSession.Outcome.ADMITTED, session);
    CLOCK.pass(Duration.ofSeconds(1));
    answer(service.sweep());
    assertThat(rows("host_session")).isZero();
  }

  @Test
  void neitherTokensNorAddressesStandInTheDatabase() {
    Secret ticket = ticket(GRAFANA, "https://grafana.example.org/secret-dashboard");
    Secret session = Secret.token(RANDOM);
    redeem(UUID.randomUUID(), GRAFANA, ticket, binding, session);
    for (String table : List.of("host_ticket", "host_session")) {
      assertThat(database.count("oidc." + table)).isPositive();
      for (String shown : List.of(
          ticket.revealText(), session.revealText(), binding.revealText(), "secret-dashboard")) {
        String hex = HexFormat.of().formatHex(shown.getBytes(StandardCharsets.US_ASCII));
        assertThat(database.count(
            "oidc." + table + " t WHERE t::text LIKE '%" + shown + "%' OR t::text LIKE '%" + hex + "%'")).isZero();
      }
    }
  }
}
