package dev.ally.account.application;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.PgUpkeep;
import dev.ally.account.login.OpeningLogin;
import dev.ally.account.person.Tokens;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What oidc is told of sessions and accounts that have ended. */
class EndingsTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Asked OIDC = new Asked(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private final Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
  private String email;
  private Secret session;
  private Login login;
  private Login other;

  @BeforeEach
  void logInTwice() {
    ALLY.database.execute("DELETE FROM account.ending");
    email = ALLY.account();
    session = ALLY.session(email);
    login = OIDC.login(session);
    other = OIDC.login(ALLY.session(email));
  }

  @AfterEach
  void close() {
    answer(pool.close());
  }

  /** Kinds, and the sid of sessions. */
  private List<Object> endings() {
    return OIDC.endingsOf(login.accountId()).stream()
        .<Object>map(ending -> ending.kind() == Kind.SESSION ? ending.sid().orElseThrow() : ending.kind()).toList();
  }

  private void sweepAfter(Instant then) {
    answer(new PgUpkeep(pool, Duration.ofDays(500)).sweep(then));
  }

  @Test
  void tellOfALogoutOnce() {
    OIDC.logOut(session, Secret.empty());
    OIDC.logOut(session, Secret.empty());
    assertThat(endings()).containsExactly(login.sid());
  }

  @Test
  void tellOfASessionThatIsEndedFromTheList() {
    ALLY.ask(EndSession.OPERATION, new EndSession(session, other.login(), requestInfo()));
    assertThat(endings()).containsExactly(other.sid());
  }

  @Test
  void tellOfTheOtherSessions() {
    ALLY.ask(EndOtherSessions.OPERATION, new EndOtherSessions(session, requestInfo()));
    assertThat(endings()).containsExactly(other.sid());
  }

  @Test
  void tellOfALockAndOfItsSessions() {
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, false));
    assertThat(endings()).containsExactlyInAnyOrder(Kind.LOCKED, login.sid(), other.sid());
  }

  @Test
  void tellOfADeletionWhenItBeginsAndWhenItIsDone() {
    ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email));
    assertThat(endings()).containsExactlyInAnyOrder(Kind.LOCKED, login.sid(), other.sid(), Kind.DELETED)
        .startsWith(Kind.LOCKED).endsWith(Kind.DELETED);
  }

  @Test
  void tellOfANewPasswordAndOfTheOtherSessions() {
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, CHOSEN, Secret.empty(), requestInfo(), Secret.empty()));
    assertThat(endings()).containsExactlyInAnyOrder(Kind.PASSWORD, other.sid());
  }

  @Test
  void tellOfAPasswordThatWasResetAndOfAllSessions() {
    Secret token = Secret.token(RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, token));
    ALLY.ask(ResetPassword.OPERATION, new ResetPassword(UUID.randomUUID(), token, CHOSEN, requestInfo()));
    assertThat(endings()).containsExactlyInAnyOrder(Kind.PASSWORD, login.sid(), other.sid());
  }

  @Test
  void tellOfTheOtherSessionsWhenTwoFactorIsSwitched() {
    ALLY.activate(session);
    assertThat(endings()).containsExactly(other.sid());
    ALLY.deactivate(session, FakeTotp.RIGHT);
    assertThat(endings()).containsExactly(other.sid());
  }

  @Test
  void tellNothingOfWhatDoesNotEndASession() {
    ALLY.ask(ChangeName.OPERATION, new ChangeName(session, "Grace", requestInfo()));
    ALLY.logIn(email, Secret.of("not the password"), requestInfo());
    assertThat(endings()).isEmpty();
  }

  /** The sweep of this version, and the statement of the one before. */
  @Test
  void tellNothingOfSessionsThatMerelyExpired() {
    sweepAfter(START.plus(Duration.ofHours(1)));
    assertThat(OIDC.standing(login).orElseThrow().sessionOpen()).isFalse();
    session = ALLY.session(email);
    answer(pool.preparedQuery("DELETE FROM account.session WHERE last_seen_at <= $1 OR created_at <= $2")
        .execute(Tuple.of(START.plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC), START.atOffset(ZoneOffset.UTC))));
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(endings()).isEmpty();
  }

  /** As a node of the version before ends them. */
  @Test
  void tellOfSessionsWhicheverVersionEndsThem() {
    answer(pool.preparedQuery("DELETE FROM account.session WHERE account_id = $1").execute(Tuple.of(login.accountId())));
    assertThat(endings()).containsExactlyInAnyOrder(login.sid(), other.sid());
  }

  @Test
  void areKeptForTwoDays() {
    OIDC.logOut(session, Secret.empty());
    ALLY.database.execute("UPDATE account.ending SET at = '" + START + "' WHERE account_id = '" + login.accountId() + "'");
    sweepAfter(START.plus(Duration.ofDays(2)).minusMillis(1));
    assertThat(endings()).hasSize(1);
    sweepAfter(START.plus(Duration.ofDays(2)));
    assertThat(endings()).isEmpty();
  }

  @Test
  void areToldSomeAtATimeInTheOrderOfTheirIds() {
    OIDC.logOut(session, Secret.empty());
    long before = OIDC.endingsOf(login.accountId()).get(0).id();
    int many = PgEndingStore.AT_ONCE + 100;
    ALLY.database.execute("INSERT INTO account.ending (account_id, kind) SELECT '" + login.accountId()
        + "', 'LOCKED' FROM generate_series(1, " + many + ")");
    List<Ending> some = OIDC.endings(before);
    assertThat(some).hasSize(PgEndingStore.AT_ONCE).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
    assertThat(OIDC.endings(some.get(some.size() - 1).id())).hasSize(100);
    assertThat(OIDC.endings(Long.MAX_VALUE)).isEmpty();
    ALLY.database.execute("DELETE FROM account.ending WHERE account_id = '" + login.accountId() + "'");
  }

  private Transaction endings(SqlConnection connection, Login ended) {
    Transaction begun = answer(connection.begin());
    answer(connection.preparedQuery("DELETE FROM account.session WHERE id = $1").execute(Tuple.of(ended.login())));
    return begun;
  }

  /** A transaction that began earlier commits later. */
  @Test
  void areToldAfterTheOnesThatWereCommittedBefore() {
    SqlConnection connection = answer(pool.getConnection());
    Transaction slow = endings(connection, login);
    ALLY.ask(EndSession.OPERATION, new EndSession(ALLY.session(email), other.login(), requestInfo()));
    List<Ending> first = OIDC.endings(0);
    assertThat(first).extracting(Ending::sid).containsExactly(Optional.of(other.sid()));
    answer(slow.commit());
    answer(connection.close());
    List<Ending> then = OIDC.endings(first.get(0).id());
    assertThat(then).extracting(Ending::sid).containsExactly(Optional.of(login.sid()));
    assertThat(OIDC.endings(0)).containsExactly(first.get(0), then.get(0));
  }

  @Test
  void areNoneOfWhatIsRolledBack() {
    SqlConnection connection = answer(pool.getConnection());
    answer(endings(connection, login).rollback());
    answer(connection.close());
    assertThat(endings()).isEmpty();
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  /** Another node gives ids at this moment. */
  @Test
  void areGivenIdsByOneNodeAtATime() {
    SqlConnection connection = answer(pool.getConnection());
    Transaction giving = answer(connection.begin());
    long given = answer(connection.query("UPDATE account.ending_counter SET last_id = last_id + 10 RETURNING last_id")
        .execute()).iterator().next().getLong("last_id");
    OIDC.logOut(session, Secret.empty());
    Future<ListEndings.Answer> asked = ListEndings.OPERATION.ask(ALLY.bus, new ListEndings(0));
    OpeningLogin.commitOnceWaitedFor(ALLY, giving, asked);
    answer(connection.close());
    assertThat(answer(asked).endings()).extracting(Ending::id).containsExactly(given + 1);
  }

  /** The ids go on where they were, though the sweep has taken all rows. */
  @Test
  void neverHaveAnIdAgain() {
    OIDC.logOut(session, Secret.empty());
    long id = OIDC.endings(0).get(0).id();
    ALLY.database.execute("DELETE FROM account.ending");
    ALLY.ask(EndSession.OPERATION, new EndSession(ALLY.session(email), other.login(), requestInfo()));
    assertThat(OIDC.endings(id)).hasSize(1);
  }

  @RepeatedTest(5)
  void missNoneOfManyAtOnce() {
    List<Secret> tokens = Stream.generate(() -> Secret.token(RANDOM)).limit(60).toList();
    Tokens hashes = new Tokens(ALLY.keyring);
    List<Tuple> rows = tokens.stream().map(token -> Tuple.of(
        Buffer.buffer(hashes.hash(Tokens.Purpose.SESSION, token).getBytes()), UUID.randomUUID(), login.accountId(),
        START.atOffset(ZoneOffset.UTC))).toList();
    answer(pool.preparedQuery("""
        INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
        VALUES ($1, $2, $3, '192.0.2.1', '', $4, $4)""").executeBatch(rows));
    List<Future<?>> ended = new ArrayList<>();
    tokens.forEach(token -> ended.add(
        LogOut.OPERATION.ask(ALLY.bus, new LogOut(token, Secret.empty()))));
    List<Ending> told = new ArrayList<>();
    Future<?> all = Future.all(ended);
    boolean last;
    do {
      last = all.isComplete();
      long after = told.isEmpty() ? 0 : told.get(told.size() - 1).id();
      // Several nodes ask at once; each may go on from what any of them was told.
      told.addAll(atOnce(4, () -> ListEndings.OPERATION.ask(ALLY.bus, new ListEndings(after))).stream()
          .map(ListEndings.Answer::endings).max(Comparator.comparing(List::size)).orElseThrow());
    } while (!last);
    assertThat(all.succeeded()).isTrue();
    assertThat(told).hasSize(60).extracting(Ending::sid).doesNotHaveDuplicates().doesNotContain(Optional.empty());
  }
}
