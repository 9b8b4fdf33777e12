package dev.ally.account.operator;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.login.OpeningLogin;
import dev.ally.contract.account.LockAccount.Outcome;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowAccount.Status;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator sees of an account, and how it is locked. */
class LockTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private Outcome lock(boolean locked) {
    return ALLY.ask(LockAccount.OPERATION, new LockAccount(email, locked)).outcome();
  }

  private Status status() {
    return ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow();
  }

  private long noted(String what) {
    return ALLY.database.count("""
        account.activity v JOIN account.account a ON a.id = v.account_id
        WHERE a.email = '%s' AND v.what = '%s'""".formatted(email, what));
  }

  @Test
  void showsHowAnAccountStands() {
    ALLY.clock.pass(Duration.ofMinutes(7));
    ALLY.activate(session);
    Status status = status();
    assertThat(status.person().name()).isEqualTo("Ada");
    assertThat(status.since()).isEqualTo(START);
    assertThat(status.twoFactor()).isTrue();
    assertThat(status.sessions()).isEqualTo(1);
    assertThat(status.lastLogin()).contains(START);
    assertThat(status.lockedSince()).isEmpty();
    ALLY.clock.pass(Duration.ofHours(2));
    assertThat(status().sessions()).isZero();
  }

  @Test
  void showsNoneForAnEmailOfNobody() {
    assertThat(ALLY.ask(ShowAccount.OPERATION, new ShowAccount("nobody@example.org")).status()).isEmpty();
    email = "nobody@example.org";
    assertThat(lock(true)).isEqualTo(Outcome.NO_ACCOUNT);
    assertThat(lock(false)).isEqualTo(Outcome.NO_ACCOUNT);
  }

  @Test
  void endsItsSessionsAndPendingLoginsAtOnceAndNobodyElses() {
    Secret somebodyElses = ALLY.session(ALLY.account());
    ALLY.activate(session);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(lock(true)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.isOpen(somebodyElses)).isTrue();
    assertThat(status().lockedSince()).contains(START);
  }

  /** A lock that is written, and not committed yet, when the right code comes. */
  @Test
  void letsNobodyInWhoseCodeWasLookedAtMeanwhile() {
    ALLY.activate(session);
    Secret opening = Secret.token(RANDOM);
    LogInWithCode question = new LogInWithCode(
        UUID.randomUUID(), ALLY.pendingLogin(email), Secret.of(FakeTotp.RIGHT), requestInfo(), opening, Secret.empty());
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    try {
      SqlConnection operator = answer(pool.getConnection());
      Transaction locking = answer(operator.begin());
      answer(operator.query("UPDATE account.account SET locked_at = now(), password_version = password_version + 1"
          + " WHERE email = '" + email + "'").execute());
      Future<LogInWithCode.Answer> login = LogInWithCode.OPERATION.ask(ALLY.bus, question);
      OpeningLogin.commitOnceWaitedFor(ALLY, locking, login);
      assertThat(answer(login).outcome()).isEqualTo(LogInWithCode.Outcome.EXPIRED);
      assertThat(ALLY.isOpen(opening)).isFalse();
    } finally {
      answer(pool.close());
    }
  }

  @Test
  void isAnsweredLikeAWrongPasswordAndCountedLikeOne() {
    lock(true);
    RequestInfo requestInfo = requestInfo();
    for (int i = 0; i < 5; i++) {
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    }
    LogIn.Answer locked = ALLY.logIn(email, PASSWORD, requestInfo);
    assertThat(locked.outcome()).isEqualTo(LogIn.Outcome.WAIT);
    assertThat(ALLY.logIn(email, Secret.of("not the password"), requestInfo)).isEqualTo(locked);
  }

  @Test
  void opensAgainWithTheSamePasswordAndNoOldSession() {
    lock(true);
    assertThat(lock(false)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void notesEachOnce() {
    assertThat(lock(false)).isEqualTo(Outcome.ALREADY);
    assertThat(lock(true)).isEqualTo(Outcome.DONE);
    assertThat(lock(true)).isEqualTo(Outcome.ALREADY);
    assertThat(lock(false)).isEqualTo(Outcome.DONE);
    assertThat(noted("ACCOUNT_LOCKED")).isEqualTo(1);
    assertThat(noted("ACCOUNT_UNLOCKED")).isEqualTo(1);
  }

  /** As after a way back that gave it another password, or whatever else raised its versions. */
  @Test
  void letsNobodyInWhateverElseChanged() {
    ALLY.activate(session);
    lock(true);
    ALLY.database.execute(
        "UPDATE account.account SET factor_version = factor_version + 1, password_version = 1 WHERE email = '%s'"
            .formatted(email));
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(ALLY.database.count("account.session s JOIN account.account a ON a.id = s.account_id WHERE a.email = '"
        + email + "'")).isZero();
  }

  @Test
  void isNotUnlockedWhileItIsBeingDeleted() {
    lock(true);
    ALLY.database.execute("INSERT INTO account.deletion SELECT '%s', id, '%s' FROM account.account WHERE email = '%s'"
        .formatted(UUID.randomUUID(), START.plus(Duration.ofDays(1)), email));
    assertThat(lock(false)).isEqualTo(Outcome.ALREADY);
    assertThat(status().lockedSince()).isNotEqualTo(Optional.empty());
  }
}
