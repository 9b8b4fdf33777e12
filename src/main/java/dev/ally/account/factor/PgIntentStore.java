package dev.ally.account.factor;

import dev.ally.account.person.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Switches of two-factor, in PostgreSQL: opened and committed before {@code totp} is asked, closed in the statement that
 * also does what follows from it. An account has one open at a time, named in its own row.
 */
public final class PgIntentStore {
  /** $1 operation, $2 account, $3 kind, $4 session, $5 now, $6 the version of the factor that it must have, or none. */
  private static final String OPEN = """
      WITH person AS (
        UPDATE account.account SET open_intent = $1
        WHERE id = $2 AND open_intent IS NULL AND factor_version = coalesce($6::int, factor_version)
          AND NOT EXISTS (SELECT FROM account.intent WHERE operation_id = $1)
        RETURNING id)
      INSERT INTO account.intent (operation_id, account_id, kind, session_id, opened_at)
      SELECT $1, id, $3::text, $4::uuid, $5::timestamptz FROM person""";

  /**
   * Does all that follows from a switch that was made. $1 operation, $2 now, $3 the kinds that end nothing, $4 whether a
   * recovery code was used for it.
   */
  private static final String FINISH = """
      WITH closed AS (
        UPDATE account.intent SET outcome = 'DONE'
        WHERE operation_id = $1 AND outcome IS NULL
        RETURNING account_id, kind, session_id),
      person AS (
        UPDATE account.account a SET
          open_intent = NULL,
          factor_version = factor_version + CASE WHEN c.kind = ANY ($3) THEN 0 ELSE 1 END
        FROM closed c WHERE a.id = c.account_id),
      sessions AS (
        DELETE FROM account.session s USING closed c
        WHERE s.account_id = c.account_id AND s.id IS DISTINCT FROM c.session_id AND c.kind <> ALL ($3)),
      logins AS (
        DELETE FROM account.pending_login
        WHERE account_id IN (SELECT account_id FROM closed WHERE kind <> ALL ($3))),
      happened AS (
        SELECT CASE WHEN kind IN ('ACTIVATE', 'DEACTIVATE', 'RESET') THEN 'TWO_FACTOR_' || kind ELSE kind END AS what
        FROM closed
        UNION
        SELECT 'RECOVERY_CODE_USED' FROM closed WHERE $4::boolean)
      INSERT INTO account.activity (account_id, at, what, address, user_agent)
      SELECT c.account_id, $2, h.what, coalesce(s.address, ''), coalesce(s.user_agent, '')
      FROM happened h CROSS JOIN closed c LEFT JOIN account.session s ON s.id = c.session_id""";

  private static final String GIVE_UP = """
      WITH closed AS (
        UPDATE account.intent SET outcome = 'NOT_DONE'
        WHERE operation_id = $1 AND outcome IS NULL)
      UPDATE account.account SET open_intent = NULL WHERE open_intent = $1""";

  private static final String FIND = "SELECT * FROM account.intent WHERE operation_id = $1";

  private static final String LEFT_OPEN = """
      SELECT * FROM account.intent WHERE outcome IS NULL AND opened_at < $1 ORDER BY opened_at LIMIT 100""";

  /** What is switched; those of one authenticator and of the recovery codes are named as the activity that they become. */
  enum Kind {
    ACTIVATE,
    DEACTIVATE,
    RESET,
    AUTHENTICATOR_ADDED,
    AUTHENTICATOR_REPLACED,
    AUTHENTICATOR_REMOVED,
    RECOVERY_CODES_REPLACED,
    RECOVERY_CODE_USED,
    TWO_FACTOR_UNDO
  }

  /** After which everybody stays logged in. */
  private static final String[] ENDS_NOTHING = {Kind.RECOVERY_CODES_REPLACED.name(), Kind.RECOVERY_CODE_USED.name()};

  /**
   * @param done whether the switch was made; empty while that is open
   * @param openedAt when
   */
  record Intent(UUID operationId, UUID accountId, Optional<Boolean> done, Instant openedAt) {}

  /**
   * A switch that is to be made.
   *
   * @param sessionId the one that lives on when it is made; empty: none does
   * @param factorVersion which the account must have by then; empty: any
   */
  record Opening(
      UUID operationId, UUID accountId, Kind kind, Optional<UUID> sessionId, Optional<Integer> factorVersion) {}

  private final Pool pool;

  public PgIntentStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Opens a switch.
   *
   * @return false: the account has another one open, or this operation has been here before
   */
  Future<Boolean> open(Opening opening, Instant now) {
    return pool.preparedQuery(OPEN)
        .execute(Tuple.of(
            opening.operationId, opening.accountId, opening.kind.name(), opening.sessionId.orElse(null), Sql.utc(now),
            opening.factorVersion.orElse(null)))
        .map(opened -> opened.rowCount() == 1);
  }

  /**
   * Ends the account's other sessions and pending logins, where that follows, and notes what happened; a second time
   * nothing happens.
   *
   * @param byRecoveryCode whether one was used for it; noted too
   */
  Future<Void> finish(UUID operationId, boolean byRecoveryCode, Instant now) {
    return pool.preparedQuery(FINISH)
        .execute(Tuple.of(operationId, Sql.utc(now), ENDS_NOTHING, byRecoveryCode))
        .mapEmpty();
  }

  /** Closes a switch that was not made. */
  Future<Void> giveUp(UUID operationId) {
    return pool.preparedQuery(GIVE_UP).execute(Tuple.of(operationId)).mapEmpty();
  }

  Future<Optional<Intent>> find(UUID operationId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(operationId)).map(rows -> Sql.first(rows).map(PgIntentStore::intent));
  }

  /** Those that have been open since before then; their node is gone, or an answer was lost. */
  Future<List<Intent>> leftOpen(Instant before) {
    return pool.preparedQuery(LEFT_OPEN).execute(Tuple.of(Sql.utc(before))).map(rows -> {
      List<Intent> intents = new ArrayList<>();
      rows.forEach(row -> intents.add(intent(row)));
      return intents;
    });
  }

  private static Intent intent(Row row) {
    return new Intent(
        row.getUUID("operation_id"),
        row.getUUID("account_id"),
        Optional.ofNullable(row.getString("outcome")).map("DONE"::equals),
        Sql.instant(row, "opened_at").orElseThrow());
  }
}
