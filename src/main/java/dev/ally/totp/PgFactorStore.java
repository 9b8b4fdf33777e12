package dev.ally.totp;

import dev.ally.config.Limit;
import dev.ally.database.Sql;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * Changes of an account's second factor, in PostgreSQL. Each is made in the transaction that spends the code for it.
 *
 * <p>A change first locks all authenticators of the account, in one order, so that of two concurrent changes the second
 * sees the result of the first.
 */
final class PgFactorStore {
  /** $1 account. */
  static final String LOCK = "SELECT id FROM totp.authenticator WHERE account_id = $1 ORDER BY id FOR UPDATE";

  /** $1 account, $2 authenticator, $3 step, $4 now. */
  private static final String SPEND_STEP = """
      UPDATE totp.authenticator SET last_step = $3, last_used_at = $4
      WHERE id = $2 AND account_id = $1 AND last_step < $3""";

  /** $1 account, $2 code, $3 now, $4 operation. */
  private static final String SPEND_RECOVERY_CODE = """
      WITH told AS (UPDATE totp.operation SET by_recovery_code = true WHERE id = $4)
      UPDATE totp.recovery_code SET used_at = $3
      WHERE id = $2 AND account_id = $1 AND used_at IS NULL
        AND EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1)""";

  /**
   * Whether the account has used a recovery code lately, and linked no authenticator since. $1 account, $2 since when.
   */
  private static final String IS_RECOVERED = """
      SELECT FROM totp.recovery_code r WHERE r.account_id = $1 AND r.used_at > $2 AND NOT EXISTS (
        SELECT FROM totp.authenticator a WHERE a.account_id = $1 AND a.confirmed_at >= r.used_at)""";

  private static final String TAKE_VOID = "DELETE FROM totp.void_recovery_codes WHERE account_id = $1";

  private static final String REMOVE_ALL = "DELETE FROM totp.authenticator WHERE account_id = $1";
  private static final String DROP_PENDING = "DELETE FROM totp.pending_key WHERE account_id = $1";

  /** Never removes the last one: that would turn two-factor off. $1 account, $2 authenticator. */
  private static final String REMOVE_ONE = """
      DELETE FROM totp.authenticator WHERE id = $2 AND account_id = $1
        AND EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1 AND id <> $2)""";

  /** $1 account, $2 authenticator, $3 name. */
  private static final String RENAME = "UPDATE totp.authenticator SET name = $3 WHERE id = $2 AND account_id = $1";

  /** $1 account, $2 since when, $3 how many. */
  private static final String IS_GUESSED_AT = """
      SELECT FROM (
        SELECT charges FROM totp.guess_budget WHERE account_id = $1
        UNION ALL SELECT charges FROM totp.recovery_budget WHERE account_id = $1) b
      WHERE (SELECT count(*) FROM unnest(b.charges) c WHERE c.at >= $2) >= $3""";

  /** The change that the code is for; false: it is not possible, and nothing is spent. */
  interface Change {
    Future<Boolean> make(SqlConnection connection);
  }

  private final Pool pool;
  private final Map<GuessBudget.Kind, String> refund = new EnumMap<>(GuessBudget.Kind.class);

  PgFactorStore(Pool pool) {
    this.pool = pool;
    for (GuessBudget.Kind kind : GuessBudget.Kind.values()) {
      refund.put(kind, new GuessBudget(kind).refundAndClear());
    }
  }

  /** Spends the code without another change. */
  Future<Boolean> accept(UUID accountId, UUID operationId, Proof proof, Instant now) {
    return change(
        accountId, operationId, OperationOutcome.ACCEPTED, proof, now, connection -> Future.succeededFuture(true));
  }

  /** Removes all authenticators, and with them the recovery codes. */
  Future<Boolean> removeAll(UUID accountId, UUID operationId, Proof proof, Instant now) {
    return change(accountId, operationId, OperationOutcome.REMOVED, proof, now,
        connection -> removeAll(connection, accountId).map(removed -> removed > 0));
  }

  /** Removes one authenticator, unless it is the last. */
  Future<Boolean> removeOne(UUID accountId, UUID operationId, UUID authenticatorId, Proof proof, Instant now) {
    return change(accountId, operationId, OperationOutcome.REMOVED, proof, now, connection ->
        connection.preparedQuery(REMOVE_ONE).execute(Tuple.of(accountId, authenticatorId))
            .map(removed -> removed.rowCount() == 1));
  }

  /** Renames an authenticator, which needs no code; false: the account has no such authenticator. */
  Future<Boolean> rename(UUID accountId, UUID authenticatorId, String name) {
    return pool.preparedQuery(RENAME)
        .execute(Tuple.of(accountId, authenticatorId, name))
        .map(renamed -> renamed.rowCount() == 1);
  }

  /**
   * Spends the code and makes the change, or does neither.
   *
   * @return false: another request spent the code, the operation has another outcome, or the change is not possible
   */
  Future<Boolean> change(
      UUID accountId, UUID operationId, OperationOutcome outcome, Proof proof, Instant now, Change change) {
    return pool.withTransaction(connection ->
        PgCodeStore.decide(connection, operationId, accountId, outcome, now)
            .compose(decided -> NotDone.unless(decided == outcome))
            .compose(ours -> connection.preparedQuery(LOCK).execute(Tuple.of(accountId)))
            .compose(locked -> spend(connection, accountId, operationId, proof, now))
            .compose(spent -> NotDone.unless(spent.rowCount() == 1))
            .compose(ours -> change.make(connection))
            .compose(NotDone::unless)
            .compose(made -> connection.preparedQuery(refund.get(proof.budget()))
                .execute(Tuple.of(accountId, operationId)))
            .map(true))
        .recover(NotDone::asFalse);
  }

  /**
   * Makes the change by a recovery code that was used lately.
   *
   * @return false: there is none, or an authenticator was linked since, or the change is not possible
   */
  Future<Boolean> changeRecovered(UUID accountId, UUID operationId, Instant now, Change change) {
    Instant since = now.minus(Limit.RECOVERED_LIFE.duration());
    return pool.withTransaction(connection ->
        PgCodeStore.decide(connection, operationId, accountId, OperationOutcome.ACCEPTED, now)
            .compose(decided -> NotDone.unless(decided == OperationOutcome.ACCEPTED))
            .compose(ours -> connection.preparedQuery(LOCK).execute(Tuple.of(accountId)))
            .compose(locked -> connection.preparedQuery(IS_RECOVERED)
                .execute(Tuple.of(accountId, Sql.utc(since))))
            .compose(used -> NotDone.unless(used.size() > 0))
            .compose(ours -> change.make(connection))
            .compose(NotDone::unless)
            .map(true))
        .recover(NotDone::asFalse);
  }

  /**
   * Makes the change for an account with an authenticator whose recovery codes are void, which then they are no more.
   *
   * @return false: they are not, or the operation has another outcome
   */
  Future<Boolean> changeVoid(UUID accountId, UUID operationId, Instant now, Change change) {
    return pool.withTransaction(connection ->
        PgCodeStore.decide(connection, operationId, accountId, OperationOutcome.RENEWED, now)
            .compose(decided -> NotDone.unless(decided == OperationOutcome.RENEWED))
            .compose(ours -> connection.preparedQuery(LOCK).execute(Tuple.of(accountId)))
            .compose(locked -> NotDone.unless(locked.size() > 0))
            .compose(enrolled -> connection.preparedQuery(TAKE_VOID).execute(Tuple.of(accountId)))
            .compose(taken -> NotDone.unless(taken.rowCount() == 1))
            .compose(ours -> change.make(connection))
            .compose(NotDone::unless)
            .map(true))
        .recover(NotDone::asFalse);
  }

  private static Future<RowSet<?>> spend(
      SqlConnection connection, UUID accountId, UUID operationId, Proof proof, Instant now) {
    if (proof instanceof Proof.Step step) {
      return connection.preparedQuery(SPEND_STEP)
          .execute(Tuple.of(accountId, step.authenticatorId(), step.step(), Sql.utc(now)))
          .map(rows -> rows);
    }
    return connection.preparedQuery(SPEND_RECOVERY_CODE)
        .execute(Tuple.of(accountId, ((Proof.Recovery) proof).codeId(), Sql.utc(now), operationId))
        .map(rows -> rows);
  }

  /** Whether so many wrong codes, or recovery codes, were entered since then that a wait follows. */
  Future<Boolean> isGuessedAt(UUID accountId, Instant since) {
    return pool.preparedQuery(IS_GUESSED_AT)
        .execute(Tuple.of(accountId, Sql.utc(since), Limit.CODES_BEFORE_WAIT.count()))
        .map(rows -> rows.size() > 0);
  }

  /** Removes all authenticators without a code; false: there was none, or the operation has another outcome. */
  Future<Boolean> reset(UUID accountId, UUID operationId, Instant now) {
    return pool.withTransaction(connection ->
        PgCodeStore.decide(connection, operationId, accountId, OperationOutcome.REMOVED, now)
            .compose(outcome -> NotDone.unless(outcome == OperationOutcome.REMOVED))
            .compose(ours -> removeAll(connection, accountId))
            .compose(removed -> NotDone.unless(removed > 0))
            .map(true))
        .recover(NotDone::asFalse);
  }

  private static Future<Integer> removeAll(SqlConnection connection, UUID accountId) {
    return connection.preparedQuery(DROP_PENDING).execute(Tuple.of(accountId))
        .compose(dropped -> PgRecoveryStore.drop(connection, accountId))
        .compose(dropped -> connection.preparedQuery(REMOVE_ALL).execute(Tuple.of(accountId)))
        .map(RowSet::rowCount);
  }
}
