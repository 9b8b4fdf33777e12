package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Unavailable;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.ConfirmEnrolment.Outcome;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody is shown a key, or told that it is linked, while another one is what a login asks for. */
class OneAuthenticatorTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final SetClock CLOCK = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static TestDatabase database;
  private static EventBus bus;
  private static Pool pool;

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();

  @BeforeAll
  static void deploy() {
    database = TestDatabase.create();
    bus = WATCHED.vertx().eventBus();
    pool = database.pool(WATCHED.vertx(), Schema.TOTP);
    Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
    answer(WATCHED.vertx().deployVerticle(new TotpVerticle(
        pool, keyring, CLOCK, RANDOM, Optional.empty(), () -> Future.succeededFuture(CLOCK.instant()))));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private Future<PendingKey> begin(UUID inSession) {
    return BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(account, inSession));
  }

  private Outcome confirm(UUID inSession, PendingKey pending) {
    String code = new AuthenticatorApp(pending.key().revealText()).codeAt(CLOCK.instant());
    return answer(ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
        UUID.randomUUID(), account, inSession, pending.id(), Secret.of(code)))).outcome();
  }

  private Optional<PendingKey> shown() {
    return answer(ShowEnrolment.OPERATION.ask(bus, new ShowEnrolment(account, session))).pending();
  }

  @Test
  void showsNoOtherKeyOnceOneIsConfirmed() {
    confirm(session, answer(begin(session)));
    assertThatThrownBy(() -> answer(begin(session))).isInstanceOf(Unavailable.class);
    assertThat(shown()).isEmpty();
  }

  /** As when an answer is late and the person tries once more. */
  @Test
  void showsNoOtherKeyWhileOneIsBeingConfirmed() {
    PendingKey pending = answer(begin(session));
    SqlConnection confirming = answer(pool.getConnection());
    var transaction = answer(confirming.begin());
    Tuple who = Tuple.of(account);
    answer(confirming.preparedQuery("UPDATE totp.guess_budget SET in_a_row = 0 WHERE account_id = $1").execute(who));
    answer(confirming.preparedQuery("""
        INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
          last_step, confirmed_at, last_used_at)
        SELECT id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds, 0, now(), now()
        FROM totp.pending_key WHERE account_id = $1""").execute(who));
    answer(confirming.preparedQuery("DELETE FROM totp.pending_key WHERE account_id = $1").execute(who));
    Future<PendingKey> begun = begin(session);
    awaitWaiting();
    answer(transaction.commit());
    answer(confirming.close());
    assertThatThrownBy(() -> answer(begun)).isInstanceOf(Unavailable.class);
    assertThat(shown()).as("a key beside " + pending.id()).isEmpty();
  }

  /** Returns when a statement waits for what another transaction decides. */
  private static void awaitWaiting() {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (database.count("pg_locks WHERE NOT granted") == 0) {
      assertThat(System.nanoTime()).as("nothing waits").isLessThan(deadlineNanos);
    }
  }

  @Test
  void tellsNobodyThatAKeyIsLinkedWhenItWasAnother() {
    PendingKey here = answer(begin(session));
    UUID elsewhere = UUID.randomUUID();
    PendingKey there = answer(begin(elsewhere));
    assertThat(confirm(session, here)).isEqualTo(Outcome.CONFIRMED);
    assertThat(confirm(elsewhere, there)).isEqualTo(Outcome.NOT_PENDING);
    assertThat(confirm(session, here)).as("in another tab").isEqualTo(Outcome.ALREADY_ENROLLED);
  }
}
