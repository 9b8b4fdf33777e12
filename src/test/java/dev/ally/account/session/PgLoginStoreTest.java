package dev.ally.account.session;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.PgUpkeep;
import dev.ally.account.login.PgWrongCodeStore;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgLoginStore.NewSession;
import dev.ally.contract.account.ActivityKind;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a login opens, and that each statement by itself opens nothing for an account that has changed meanwhile. */
class PgLoginStoreTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final Optional<Integer> SIX_DIGITS = Optional.of(6);
  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  private static final Tokens TOKENS = new Tokens(KEYRING);
  private static TestDatabase database;
  private static Pool pool;
  private static PgLoginStore logins;
  private static PgWrongCodeStore wrongCodes;

  private final UUID account = UUID.randomUUID();
  private Versions checked;
  /** By which wrong passwords are counted. */
  private Buffer wrongOnes;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    logins = new PgLoginStore(pool);
    wrongCodes = new PgWrongCodeStore(pool, logins);
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(KEYRING, NOW));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void signUp() {
    EmailAddress email = EmailAddress.of(account + "@example.org");
    PgAccountStore accounts = new PgAccountStore(pool);
    answer(accounts.create(account, email, "Ada", new SealedPasswords(KEYRING, RANDOM).seal(account, "hash"), NOW));
    checked = answer(accounts.versions(account)).orElseThrow();
    wrongOnes = TOKENS.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.token(RANDOM));
  }

  /** A wrong password has been counted. */
  private void count() {
    answer(pool.preparedQuery("""
            INSERT INTO account.password_budget (subject, in_a_row, last_operation, charged_at)
            VALUES ($1, 4, gen_random_uuid(), now())""")
        .execute(Tuple.of(wrongOnes)));
  }

  private int counted() {
    return answer(pool.preparedQuery("SELECT FROM account.password_budget WHERE subject = $1")
        .execute(Tuple.of(wrongOnes))).size();
  }

  private static NewSession session(UUID operationId, Secret token, Buffer... oldSession) {
    return new NewSession(
        operationId, TOKENS.hashes(Tokens.Purpose.SESSION, token), new String[] {"192.0.2.1", ""}, "a browser",
        TOKENS.hashes(Tokens.Purpose.BROWSER, token), TOKENS.hash(Tokens.Purpose.BROWSER, token), oldSession,
        ActivityKind.LOGIN_CODE, NOW);
  }

  private static NewSession session() {
    return session(UUID.randomUUID(), Secret.token(RANDOM));
  }

  /** The hashes of a new one's token. */
  private Buffer[] pendingLogin() {
    NewSession pending = session();
    assertThat(answer(logins.openPending(pending, checked, wrongOnes, SIX_DIGITS, Optional.empty()))).isTrue();
    return pending.tokenHashes();
  }

  private long mine(String table) {
    return database.count("account." + table + " WHERE account_id = '" + account + "'");
  }

  private void change(String what) {
    database.execute("UPDATE account.account SET " + what + " WHERE id = '" + account + "'");
  }

  private boolean isPending(Buffer[] pendingLogin, Duration later) {
    return answer(logins.findPending(pendingLogin, NOW.plus(later)))
        .filter(pending -> pending.accountId().equals(account)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "password_version = password_version + 1", "factor_version = factor_version + 1",
      "open_intent = gen_random_uuid()"})
  void opensNothingForAnAccountThatChangedSinceItWasChecked(String what) {
    Buffer[] pending = pendingLogin();
    count();
    change(what);
    assertThat(answer(logins.open(session(), checked, wrongOnes, Optional.empty()))).isFalse();
    assertThat(answer(logins.openPending(session(), checked, wrongOnes, SIX_DIGITS, Optional.empty()))).isFalse();
    assertThat(answer(logins.complete(session(), pending))).isFalse();
    assertThat(mine("session")).isZero();
    assertThat(mine("pending_login")).isEqualTo(1);
    assertThat(mine("known_browser")).isZero();
    assertThat(counted()).as("wrong passwords stay counted").isEqualTo(1);
  }

  @Test
  void endsTheRowOfWrongPasswordsWithWhatTheRightOneOpens() {
    count();
    answer(logins.open(session(), checked));
    assertThat(counted()).as("a session that no password opened").isEqualTo(1);
    answer(logins.open(session(), checked, wrongOnes, Optional.empty()));
    assertThat(counted()).isZero();
    count();
    pendingLogin();
    assertThat(counted()).isZero();
  }

  @Test
  void waitsForASwitchAndIsCompletedAfterOneThatWasNotMade() {
    Buffer[] pending = pendingLogin();
    change("open_intent = gen_random_uuid()");
    assertThat(isPending(pending, Duration.ZERO)).isTrue();
    change("open_intent = NULL");
    assertThat(answer(logins.complete(session(), pending))).isTrue();
  }

  @Test
  void opensOneSessionHoweverOftenItIsAsked() {
    Secret old = Secret.token(RANDOM);
    assertThat(answer(logins.open(session(UUID.randomUUID(), old), checked))).isTrue();
    NewSession next = session(UUID.randomUUID(), Secret.token(RANDOM), TOKENS.hashes(Tokens.Purpose.SESSION, old));
    assertThat(answer(logins.open(next, checked))).isTrue();
    assertThat(answer(logins.open(next, checked))).as("once more").isTrue();
    assertThat(mine("session")).as("the old one is gone").isEqualTo(1);
    assertThat(mine("known_browser")).isEqualTo(2);
    assertThat(mine("activity")).isEqualTo(2);
    NewSession thief = session(next.operationId(), Secret.token(RANDOM));
    assertThat(answer(logins.open(thief, checked))).as("another token under the same id").isFalse();
  }

  @Test
  void completesAPendingLoginOnce() {
    Buffer[] pending = pendingLogin();
    NewSession session = session();
    assertThat(answer(logins.wasOpened(session))).isFalse();
    assertThat(answer(logins.complete(session, pending))).isTrue();
    assertThat(answer(logins.wasOpened(session))).isTrue();
    assertThat(answer(logins.complete(session, pending))).as("once more").isTrue();
    assertThat(answer(logins.complete(session(), pending))).as("another session").isFalse();
    assertThat(mine("session")).isEqualTo(1);
    assertThat(mine("pending_login")).isZero();
  }

  /** A node of the version before does not say it. */
  @Test
  void keepsHowManyDigitsTheCodeOfAPendingLoginHas() {
    NewSession differing = session();
    answer(logins.openPending(differing, checked, wrongOnes, Optional.empty(), Optional.empty()));
    NewSession eight = session();
    answer(logins.openPending(eight, checked, wrongOnes, Optional.of(8), Optional.empty()));
    assertThat(answer(logins.findPending(differing.tokenHashes(), NOW)).orElseThrow().codeDigits()).isEmpty();
    assertThat(answer(logins.findPending(eight.tokenHashes(), NOW)).orElseThrow().codeDigits()).contains(8);
  }

  @Test
  void opensOnePendingLoginHoweverOftenItIsAsked() {
    Secret old = Secret.token(RANDOM);
    answer(logins.open(session(UUID.randomUUID(), old), checked));
    NewSession pending = session(UUID.randomUUID(), Secret.token(RANDOM), TOKENS.hashes(Tokens.Purpose.SESSION, old));
    assertThat(answer(logins.openPending(pending, checked, wrongOnes, SIX_DIGITS, Optional.empty()))).isTrue();
    assertThat(answer(logins.openPending(pending, checked, wrongOnes, SIX_DIGITS, Optional.empty()))).as("once more").isTrue();
    NewSession other = session(pending.operationId(), Secret.token(RANDOM));
    assertThat(answer(logins.openPending(other, checked, wrongOnes, SIX_DIGITS, Optional.empty())))
        .as("another token under the same id").isFalse();
    assertThat(mine("pending_login")).isEqualTo(1);
    assertThat(mine("session")).as("the old one is gone").isZero();
  }

  @Test
  void findsAPendingLoginForItsFiveMinutes() {
    Buffer[] pending = pendingLogin();
    assertThat(isPending(pending, Duration.ofMinutes(5).minusMillis(1))).isTrue();
    assertThat(isPending(pending, Duration.ofMinutes(5))).isFalse();
    assertThat(isPending(TOKENS.hashes(Tokens.Purpose.PENDING_LOGIN, Secret.token(RANDOM)), Duration.ZERO)).isFalse();
    answer(logins.endPending(pending));
    assertThat(isPending(pending, Duration.ZERO)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"password_version = password_version + 1", "factor_version = factor_version + 1"})
  void findsNoPendingLoginOfAnAccountThatChanged(String what) {
    Buffer[] pending = pendingLogin();
    change(what);
    assertThat(isPending(pending, Duration.ZERO)).isFalse();
  }

  @Test
  void countsEachMissOnceAndDiesOfTheFifth() {
    Buffer[] pending = pendingLogin();
    for (int i = 0; i < 4; i++) {
      UUID operationId = UUID.randomUUID();
      assertThat(answer(wrongCodes.miss(pending, operationId, AccountFixture.requestInfo(), NOW))).isFalse();
      assertThat(answer(wrongCodes.miss(pending, operationId, AccountFixture.requestInfo(),
          NOW))).as("once more").isFalse();
      assertThat(isPending(pending, Duration.ZERO)).isTrue();
    }
    assertThat(answer(wrongCodes.miss(pending, UUID.randomUUID(), AccountFixture.requestInfo(), NOW))).isTrue();
    assertThat(mine("pending_login")).isZero();
    assertThat(answer(wrongCodes.miss(pending, UUID.randomUUID(), AccountFixture.requestInfo(),
        NOW))).as("one that is gone").isTrue();
  }
}
