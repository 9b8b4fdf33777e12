package dev.ally.account.factor;

import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.config.Limit;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Undos of two-factor that wait, in PostgreSQL. A trigger on {@code activity} also ends a waiting undo, for example
 * after a login with a code.
 *
 * <p>Every change of a waiting undo locks the account's row first, so that acting and stopping are serialized.
 */
public final class PgUndoStore {
  /**
   * $1 hashes of the token, $2 since when two-factor must have been turned on. Any later switch of two-factor makes the
   * link void, and so does stopping an undo.
   */
  private static final String FIND = """
      SELECT a.id, a.password_version, a.factor_version, a.open_intent, a.email, w.acts_at
      FROM account.link l
      JOIN account.account a ON a.id = l.account_id
      JOIN account.activity x ON x.id = l.activity_id
      LEFT JOIN account.waiting_undo w ON w.account_id = a.id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'UNDO' AND x.at > $2
        AND NOT EXISTS (
          SELECT FROM account.activity y
          WHERE y.account_id = a.id AND y.id > x.id AND (y.what LIKE 'TWO_FACTOR_%' OR y.what = 'UNDO_STOPPED'))""";

  /** When the password was first reset after the enrolment of this link. $1 hashes of the token. */
  private static final String RESET_AT = """
      SELECT min(y.at) AS reset_at
      FROM account.link l
      JOIN account.activity x ON x.id = l.activity_id
      JOIN account.activity y ON y.account_id = x.account_id AND y.id > x.id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'UNDO'
        AND y.what IN ('PASSWORD_RESET', 'PASSWORD_RESET_BY_OPERATOR')""";

  /** $1 account. A statement that begins once the row is locked sees what the previous holder of the lock committed. */
  private static final String LOCK = "SELECT FROM account.account WHERE id = $1 FOR UPDATE";

  /**
   * $1 account, $2 version of its second factor, $3 when the password was reset, $4 now, $5 when the undo acts, $6
   * address and request id, $7 user agent.
   */
  private static final String ASK = """
      WITH person AS (
        SELECT id FROM account.account
        WHERE id = $1 AND factor_version = $2 AND open_intent IS NULL AND locked_at IS NULL
          AND NOT EXISTS (SELECT FROM account.waiting_undo WHERE account_id = $1)),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT id, $4::timestamptz, 'UNDO_ASKED', ($6::text[])[1], ($6::text[])[2], $7::text FROM person
        RETURNING id, account_id)
      INSERT INTO account.waiting_undo (account_id, activity_id, reset_at, acts_at)
      SELECT account_id, id, $3::timestamptz, $5::timestamptz FROM noted""";

  private static final String ACTS_AT = "SELECT acts_at FROM account.waiting_undo WHERE account_id = $1";

  private static final String DUE = """
      SELECT account_id FROM account.waiting_undo WHERE acts_at <= $1 ORDER BY acts_at LIMIT 100""";

  /** Opens the switch. $1 account, $2 now. */
  private static final String BEGIN = """
      WITH due AS MATERIALIZED (
        SELECT w.account_id, w.reset_at, gen_random_uuid() AS operation_id,
          coalesce(x.address, '') AS address, coalesce(x.user_agent, '') AS user_agent
        FROM account.waiting_undo w JOIN account.account a ON a.id = w.account_id
        LEFT JOIN account.activity x ON x.id = w.activity_id
        WHERE w.account_id = $1 AND w.acts_at <= $2 AND a.open_intent IS NULL AND a.locked_at IS NULL),
      person AS (
        UPDATE account.account a SET open_intent = d.operation_id FROM due d WHERE a.id = d.account_id),
      opened AS (
        INSERT INTO account.intent (operation_id, account_id, kind, opened_at, address, user_agent)
        SELECT operation_id, account_id, 'TWO_FACTOR_UNDO', $2, address, user_agent FROM due)
      SELECT operation_id, reset_at FROM due""";

  /** $1 hashes of the token. */
  private static final String FIND_STOP = """
      SELECT a.id, a.password_version, a.factor_version, a.open_intent, a.email, w.acts_at
      FROM account.link l
      JOIN account.waiting_undo w ON w.activity_id = l.activity_id AND w.account_id = l.account_id
      JOIN account.account a ON a.id = w.account_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'STOP_UNDO'""";

  /**
   * Does nothing while the undo acts. $1 account, $2 hashes of the link's token, $3 operation, $4 now, $5 address and
   * request id, $6 user agent, $7 the activity to record.
   */
  private static final String STOP = """
      WITH person AS (
        SELECT id FROM account.account WHERE id = $1 AND open_intent IS NULL),
      stopped AS (
        DELETE FROM account.waiting_undo w USING person p WHERE w.account_id = p.id
        RETURNING w.account_id),
      used AS (
        UPDATE account.link SET used_by = $3
        WHERE token_hash = ANY ($2::bytea[]) AND EXISTS (SELECT FROM stopped))
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT account_id, $4::timestamptz, what, ($5::text[])[1], ($5::text[])[2], $6::text
      FROM stopped, unnest($7::text[]) what""";

  private static final String WAS_STOPPED = """
      SELECT FROM account.link WHERE token_hash = ANY ($1::bytea[]) AND kind = 'STOP_UNDO' AND used_by = $2""";

  private static final Buffer[] NO_LINK = {};
  private static final String[] NO_SOURCE = {"", ""};
  private static final String[] STOPPED = {ActivityKind.UNDO_STOPPED.name()};
  private static final String[] STOPPED_BY_RECOVERY_CODE = {
    ActivityKind.UNDO_STOPPED.name(), ActivityKind.RECOVERY_CODE_USED.name()};

  /** @param actsAt when the account's waiting undo acts; empty: none waits */
  record Found(Versions account, String email, Optional<Instant> actsAt) {}

  /** @param resetAt when the password was first reset after the enrolment */
  record Begun(UUID operationId, Instant resetAt) {}

  private final Pool pool;

  public PgUndoStore(Pool pool) {
    this.pool = pool;
  }

  /** The account that this undo link belongs to, while the link is valid. */
  Future<Optional<Found>> find(Buffer[] link, Instant now) {
    return found(FIND, Tuple.of(link, Sql.utc(now.minus(MailedLinkKind.UNDO.life()))));
  }

  /** The account whose waiting undo this link stops. */
  Future<Optional<Found>> findStop(Buffer[] link) {
    return found(FIND_STOP, Tuple.of((Object) link));
  }

  private Future<Optional<Found>> found(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).map(rows -> Sql.first(rows).map(row ->
        new Found(Versions.of(row), row.getString("email"), Sql.instant(row, "acts_at"))));
  }

  /** When the password was first reset after the enrolment that this link undoes; empty: never. */
  Future<Optional<Instant>> resetAt(Buffer[] link) {
    return pool.preparedQuery(RESET_AT).execute(Tuple.of((Object) link))
        .map(rows -> Sql.instant(rows.iterator().next(), "reset_at"));
  }

  /**
   * Makes an undo wait, unless one waits already.
   *
   * @return when the waiting undo acts; empty: the account has changed since it was read
   */
  Future<Optional<Instant>> ask(Versions account, Instant resetAt, RequestInfo requestInfo, Instant now) {
    Tuple parameters = Tuple.of(
        account.accountId(), account.factorVersion(), Sql.utc(resetAt), Sql.utc(now),
        Sql.utc(now.plus(Limit.UNDO_DELAY.duration())), requestInfo.source(), requestInfo.userAgent());
    return locked(account.accountId(), connection -> connection.preparedQuery(ASK).execute(parameters))
        .compose(asked -> actsAt(account.accountId()));
  }

  /** When the account's waiting undo acts; empty: none waits. */
  Future<Optional<Instant>> actsAt(UUID accountId) {
    return pool.preparedQuery(ACTS_AT).execute(Tuple.of(accountId))
        .map(rows -> Sql.first(rows).flatMap(row -> Sql.instant(row, "acts_at")));
  }

  /** Accounts whose undo is due. */
  Future<List<UUID>> due(Instant now) {
    return pool.preparedQuery(DUE).execute(Tuple.of(Sql.utc(now)))
        .map(rows -> Sql.all(rows, row -> row.getUUID("account_id")));
  }

  /** Opens the switch of a due undo; empty: it was stopped, another switch is open, or the account is locked. */
  Future<Optional<Begun>> begin(UUID accountId, Instant now) {
    return locked(accountId, connection -> connection.preparedQuery(BEGIN).execute(Tuple.of(accountId, Sql.utc(now)))
        .map(rows -> Sql.first(rows).map(row ->
            new Begun(row.getUUID("operation_id"), Sql.instant(row, "reset_at").orElseThrow()))));
  }

  /**
   * Stops the account's waiting undo and records that; false: it acts at this moment, or none waits.
   *
   * @param byRecoveryCode whether a recovery code was used; it is recorded too
   */
  Future<Boolean> stop(
      UUID accountId, Buffer[] link, UUID operationId, boolean byRecoveryCode, RequestInfo requestInfo, Instant now) {
    return stop(accountId, Tuple.of(
        accountId, link, operationId, Sql.utc(now), requestInfo.source(), requestInfo.userAgent(),
        byRecoveryCode ? STOPPED_BY_RECOVERY_CODE : STOPPED));
  }

  /** The same, for an undo that must not act any more. */
  Future<Boolean> stop(UUID accountId, Instant now) {
    return stop(accountId, Tuple.of(accountId, NO_LINK, null, Sql.utc(now), NO_SOURCE, "", STOPPED));
  }

  private Future<Boolean> stop(UUID accountId, Tuple parameters) {
    return locked(accountId, connection -> connection.preparedQuery(STOP).execute(parameters))
        .map(noted -> noted.rowCount() > 0);
  }

  /** Whether this operation stopped the undo that the link belongs to. */
  Future<Boolean> wasStopped(Buffer[] link, UUID operationId) {
    return pool.preparedQuery(WAS_STOPPED).execute(Tuple.of(link, operationId)).map(rows -> rows.size() == 1);
  }

  private <T> Future<T> locked(UUID accountId, Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(connection ->
        connection.preparedQuery(LOCK).execute(Tuple.of(accountId)).compose(locked -> work.apply(connection)));
  }
}
