package dev.ally.account.factor;

import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Intents to switch two-factor, in PostgreSQL. An intent is committed before {@code totp} is asked, and closed by the
 * statement that applies the consequences. An account has at most one open intent, which its row names.
 */
public final class PgIntentStore {
  /**
   * $1 operation, $2 account, $3 kind, $4 session, $5 now, $6 the required version of the second factor, or null, $7
   * address, $8 user agent, $9 request id.
   */
  private static final String OPEN = """
      WITH person AS (
        UPDATE account.account SET open_intent = $1
        WHERE id = $2 AND open_intent IS NULL AND factor_version = coalesce($6::int, factor_version)
          AND NOT EXISTS (SELECT FROM account.intent WHERE operation_id = $1)
        RETURNING id)
      INSERT INTO account.intent (operation_id, account_id, kind, session_id, opened_at, address, user_agent, request)
      SELECT $1, id, $3::text, $4::uuid, $5::timestamptz, $7::text, $8::text, $9::text FROM person""";

  /**
   * Applies all consequences of a switch that was made. $1 operation, $2 now, $3 the kinds that end no sessions, $4
   * whether a recovery code was used for it.
   */
  private static final String FINISH = """
      WITH closed AS (
        UPDATE account.intent SET outcome = 'DONE'
        WHERE operation_id = $1 AND outcome IS NULL
        RETURNING account_id, kind, session_id, address, user_agent, request),
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
      INSERT INTO account.activity (account_id, at, what, address, user_agent, actor, request, reason)
      SELECT c.account_id, $2, h.what, CASE WHEN c.address = '' THEN coalesce(s.address, '') ELSE c.address END,
        CASE WHEN c.address = '' THEN coalesce(s.user_agent, '') ELSE c.user_agent END,
        coalesce(d.actor::text, ''), coalesce(d.request, c.request), coalesce(d.reason, '')
      FROM happened h CROSS JOIN closed c LEFT JOIN account.session s ON s.id = c.session_id
        LEFT JOIN account.help_desk_act d ON d.operation_id = $1""";

  private static final String GIVE_UP = """
      WITH closed AS (
        UPDATE account.intent SET outcome = 'NOT_DONE'
        WHERE operation_id = $1 AND outcome IS NULL)
      UPDATE account.account SET open_intent = NULL WHERE open_intent = $1""";

  private static final String FIND = "SELECT * FROM account.intent WHERE operation_id = $1";

  private static final String LEFT_OPEN = """
      SELECT * FROM account.intent WHERE outcome IS NULL AND opened_at < $1 ORDER BY opened_at LIMIT 100""";

  /** What is switched. A kind that concerns one authenticator or the recovery codes has the name of its activity. */
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

  /** The kinds that end no sessions. */
  private static final String[] ENDS_NO_SESSIONS = {
    Kind.RECOVERY_CODES_REPLACED.name(), Kind.RECOVERY_CODE_USED.name()};

  /** @param done whether the switch was made; empty: not decided yet */
  record Intent(UUID operationId, UUID accountId, Optional<Boolean> done, Instant openedAt) {}

  /**
   * A switch that is to be made.
   *
   * @param sessionId the session that stays open; empty: all end
   * @param factorVersion the version of the second factor that the account must have; empty: any
   * @param requestInfo who asks; {@link RequestInfo#UNKNOWN}: the session says it, or {@code help_desk_act}, or nobody is
   *     a client
   */
  record Opening(
      UUID operationId, UUID accountId, Kind kind, Optional<UUID> sessionId, Optional<Integer> factorVersion,
      RequestInfo requestInfo) {}

  private final Pool pool;

  public PgIntentStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Opens a switch.
   *
   * @return false: another switch of the account is open, or this operation was opened before
   */
  Future<Boolean> open(Opening opening, Instant now) {
    return pool.preparedQuery(OPEN)
        .execute(Tuple.of(
            opening.operationId, opening.accountId, opening.kind.name(), opening.sessionId.orElse(null), Sql.utc(now),
            opening.factorVersion.orElse(null), opening.requestInfo.address(), opening.requestInfo.userAgent(),
            opening.requestInfo.request()))
        .map(opened -> opened.rowCount() == 1);
  }

  /**
   * Ends the account's other sessions and pending logins, where the kind requires it, and records the activity.
   * Repeating it has no effect.
   *
   * @param byRecoveryCode whether a recovery code was used; it is recorded too
   */
  Future<Void> finish(UUID operationId, boolean byRecoveryCode, Instant now) {
    return pool.preparedQuery(FINISH)
        .execute(Tuple.of(operationId, Sql.utc(now), ENDS_NO_SESSIONS, byRecoveryCode))
        .mapEmpty();
  }

  /** Closes a switch that was not made. */
  Future<Void> giveUp(UUID operationId) {
    return pool.preparedQuery(GIVE_UP).execute(Tuple.of(operationId)).mapEmpty();
  }

  Future<Optional<Intent>> find(UUID operationId) {
    return pool.preparedQuery(FIND).execute(Tuple.of(operationId)).map(rows -> Sql.first(rows).map(PgIntentStore::intent));
  }

  /** Intents that have been open since before the given time: their node has stopped, or an answer was lost. */
  Future<List<Intent>> leftOpen(Instant before) {
    return pool.preparedQuery(LEFT_OPEN).execute(Tuple.of(Sql.utc(before)))
        .map(rows -> Sql.all(rows, PgIntentStore::intent));
  }

  private static Intent intent(Row row) {
    return new Intent(
        row.getUUID("operation_id"),
        row.getUUID("account_id"),
        Optional.ofNullable(row.getString("outcome")).map("DONE"::equals),
        Sql.instant(row, "opened_at").orElseThrow());
  }
}
