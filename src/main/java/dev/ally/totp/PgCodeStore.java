package dev.ally.totp;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Confirmed authenticators, the guesses at their codes and what became of operations, in PostgreSQL.
 *
 * <p>Every race is decided by one statement: its row count is the verdict.
 */
final class PgCodeStore {
  /**
   * Counts a guess before it is looked at, and gives the account's authenticators. No row: it was not counted, for a
   * reason that STANDING tells. $1 account, $2 operation, $3 now.
   */
  private static final String CHARGE = """
      WITH charged AS (
        INSERT INTO totp.guess_budget AS b (account_id, in_a_row, charges)
        SELECT $1::uuid, 1, ARRAY[ROW($3::timestamptz, $2::uuid)::totp.charge]
        WHERE EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1::uuid)
          AND NOT EXISTS (SELECT FROM totp.operation WHERE id = $2::uuid)
        ON CONFLICT (account_id) DO UPDATE SET
          in_a_row = b.in_a_row + 1,
          charges = ARRAY(
              SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(b.charges) c
              WHERE c.at > $3::timestamptz - interval '720 hours')
            || ROW($3::timestamptz, $2::uuid)::totp.charge
        WHERE NOT EXISTS (SELECT FROM unnest(b.charges) c WHERE c.operation_id = $2::uuid)
          AND coalesce(FREE_AT <= $3::timestamptz, true)
        RETURNING account_id)
      SELECT a.* FROM charged JOIN totp.authenticator a USING (account_id)""";

  /** $1 account, $2 operation. */
  private static final String STANDING = """
      SELECT
        (SELECT outcome FROM totp.operation WHERE id = $2) AS outcome,
        EXISTS (SELECT FROM totp.authenticator WHERE account_id = $1) AS enrolled,
        EXISTS (SELECT FROM totp.guess_budget b, unnest(b.charges) c
          WHERE b.account_id = $1 AND c.operation_id = $2) AS charged,
        (SELECT FREE_AT FROM totp.guess_budget b WHERE b.account_id = $1) AS free_at""";

  private static final String AUTHENTICATORS = "SELECT * FROM totp.authenticator WHERE account_id = $1";

  private static final String HAS = "SELECT FROM totp.authenticator WHERE account_id = $1 AND id = $2";

  /** Spends a step, takes its charge back and ends the waiting. $1 account, $2 operation, $3 now, $4 authenticator,
   *  $5 step. No row: the step was spent before. */
  private static final String ACCEPT = """
      WITH spent AS (
        UPDATE totp.authenticator SET last_step = $5, last_used_at = $3
        WHERE id = $4 AND account_id = $1 AND last_step < $5
        RETURNING id),
      refunded AS (
        UPDATE totp.guess_budget SET in_a_row = 0, charges = ARRAY(
          SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(charges) c WHERE c.operation_id <> $2)
        WHERE account_id = $1 AND EXISTS (SELECT FROM spent)),
      decided AS (
        INSERT INTO totp.operation (id, account_id, outcome, decided_at)
        SELECT $2, $1, 'ACCEPTED', $3 FROM spent
        ON CONFLICT DO NOTHING)
      SELECT id FROM spent""";

  /** Takes the charge of a spent code back. $1 account, $2 operation. */
  private static final String REFUND = """
      UPDATE totp.guess_budget SET in_a_row = greatest(in_a_row - 1, 0), charges = ARRAY(
        SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(charges) c WHERE c.operation_id <> $2)
      WHERE account_id = $1 AND EXISTS (SELECT FROM unnest(charges) c WHERE c.operation_id = $2)""";

  /** As REFUND, and ends the waiting. */
  private static final String REFUND_AND_CLEAR = """
      UPDATE totp.guess_budget SET in_a_row = 0, charges = ARRAY(
        SELECT ROW(c.at, c.operation_id)::totp.charge FROM unnest(charges) c WHERE c.operation_id <> $2)
      WHERE account_id = $1""";

  /** $1 operation, $2 account, $3 outcome, $4 now. No row: the operation was decided before. */
  static final String DECIDE = """
      INSERT INTO totp.operation (id, account_id, outcome, decided_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT DO NOTHING RETURNING id""";

  private static final String OUTCOME = "SELECT outcome FROM totp.operation WHERE id = $1";

  /** Of two codes at once, and of a login and a removal at once, one changes this row. $1 id, $2 account, $3 step. */
  private static final String REMOVE_SPENDING =
      "DELETE FROM totp.authenticator WHERE id = $1 AND account_id = $2 AND last_step < $3";

  private static final String REMOVE_ALL = "DELETE FROM totp.authenticator WHERE account_id = $1";
  private static final String DROP_PENDING = "DELETE FROM totp.pending_key WHERE account_id = $1";

  private static final String SUMMARY = """
      SELECT count(*)::int AS count, min(confirmed_at) AS since, max(last_used_at) AS last_used
      FROM totp.authenticator WHERE account_id = $1""";

  /**
   * Why a guess was not counted.
   *
   * @param outcome of the operation, when it was decided before
   * @param charged whether the operation was counted before
   * @param freeAt when the next guess is free
   */
  record Standing(Optional<String> outcome, boolean enrolled, boolean charged, Optional<Instant> freeAt) {}

  /** How an account's authenticators stand, all together. */
  record Summary(int count, Optional<Instant> since, Optional<Instant> lastUsed) {}

  private final Pool pool;
  private final SealedKeys keys;
  private final String charge;
  private final String standing;

  PgCodeStore(Pool pool, SealedKeys keys, GuessBudget budget) {
    this.pool = pool;
    this.keys = keys;
    this.charge = CHARGE.replace("FREE_AT", budget.freeAt());
    this.standing = STANDING.replace("FREE_AT", budget.freeAt());
  }

  Future<Summary> summary(UUID accountId) {
    return pool.preparedQuery(SUMMARY).execute(Tuple.of(accountId)).map(rows -> {
      Row row = rows.iterator().next();
      return new Summary(row.getInteger("count"), instant(row, "since"), instant(row, "last_used"));
    });
  }

  /** Counts a guess, committed, before it is looked at; none: it was not counted. */
  Future<List<Authenticator>> charge(UUID accountId, UUID operationId, Instant now) {
    return pool.preparedQuery(charge).execute(Tuple.of(accountId, operationId, utc(now))).map(this::authenticators);
  }

  Future<Standing> standing(UUID accountId, UUID operationId) {
    return pool.preparedQuery(standing).execute(Tuple.of(accountId, operationId)).map(rows -> {
      Row row = rows.iterator().next();
      return new Standing(
          Optional.ofNullable(row.getString("outcome")),
          row.getBoolean("enrolled"),
          row.getBoolean("charged"),
          instant(row, "free_at"));
    });
  }

  Future<List<Authenticator>> authenticators(UUID accountId) {
    return pool.preparedQuery(AUTHENTICATORS).execute(Tuple.of(accountId)).map(this::authenticators);
  }

  /** Whether the account has this authenticator. */
  Future<Boolean> has(UUID accountId, UUID authenticatorId) {
    return pool.preparedQuery(HAS).execute(Tuple.of(accountId, authenticatorId)).map(rows -> rows.size() == 1);
  }

  /** Spends this step and every one before it. False: it was spent already. */
  Future<Boolean> accept(UUID accountId, UUID operationId, UUID authenticatorId, long step, Instant now) {
    return pool.preparedQuery(ACCEPT)
        .execute(Tuple.of(accountId, operationId, utc(now), authenticatorId, step))
        .map(rows -> rows.size() == 1);
  }

  Future<Void> refund(UUID accountId, UUID operationId) {
    return pool.preparedQuery(REFUND).execute(Tuple.of(accountId, operationId)).mapEmpty();
  }

  /** Decides an operation. The answer is what it was decided to be, now or before. */
  Future<String> decide(UUID operationId, UUID accountId, String outcome, Instant now) {
    return pool.withConnection(connection -> decide(connection, operationId, accountId, outcome, now));
  }

  static Future<String> decide(
      SqlConnection connection, UUID operationId, UUID accountId, String outcome, Instant now) {
    return connection.preparedQuery(DECIDE)
        .execute(Tuple.of(operationId, accountId, outcome, utc(now)))
        .compose(rows -> rows.size() == 1
            ? Future.succeededFuture(outcome)
            : connection.preparedQuery(OUTCOME)
                .execute(Tuple.of(operationId))
                .map(found -> found.iterator().next().getString("outcome")));
  }

  /** Removes all authenticators while spending a step of one of them; false: it was spent already. */
  Future<Boolean> remove(UUID accountId, UUID operationId, UUID authenticatorId, long step, Instant now) {
    return pool.withTransaction(connection ->
        decide(connection, operationId, accountId, "REMOVED", now)
            .compose(outcome -> outcome.equals("REMOVED")
                ? connection.preparedQuery(REMOVE_SPENDING).execute(Tuple.of(authenticatorId, accountId, step))
                    .compose(removed -> removed.rowCount() == 1
                        ? removeAll(connection, accountId)
                            .compose(done -> connection.preparedQuery(REFUND_AND_CLEAR)
                                .execute(Tuple.of(accountId, operationId)))
                            .map(true)
                        : Future.failedFuture(new NotDone()))
                : Future.failedFuture(new NotDone())))
        .recover(NotDone::asFalse);
  }

  /** Removes all authenticators without a code; false: there was none, or the operation was decided otherwise. */
  Future<Boolean> reset(UUID accountId, UUID operationId, Instant now) {
    return pool.withTransaction(connection ->
        decide(connection, operationId, accountId, "REMOVED", now)
            .compose(outcome -> outcome.equals("REMOVED")
                ? removeAll(connection, accountId)
                : Future.failedFuture(new NotDone()))
            .compose(removed -> removed > 0 ? Future.succeededFuture(true) : Future.failedFuture(new NotDone())))
        .recover(NotDone::asFalse);
  }

  private static Future<Integer> removeAll(SqlConnection connection, UUID accountId) {
    return connection.preparedQuery(DROP_PENDING).execute(Tuple.of(accountId))
        .compose(dropped -> connection.preparedQuery(REMOVE_ALL).execute(Tuple.of(accountId)))
        .map(RowSet::rowCount);
  }

  private List<Authenticator> authenticators(RowSet<Row> rows) {
    List<Authenticator> authenticators = new ArrayList<>();
    for (Row row : rows) {
      authenticators.add(new Authenticator(row.getUUID("id"), keys.open(row), row.getLong("last_step")));
    }
    return authenticators;
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
