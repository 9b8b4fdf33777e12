package dev.ally.account.login;

import dev.ally.account.session.PgLoginStore;
import dev.ally.config.Limit;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.HashedSql;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Wrong codes at a pending login, in PostgreSQL: counts and records them, and ends the login after too many. */
public final class PgWrongCodeStore {
  /**
   * Counts each operation once; an older node keeps only the last one. $1 hashes of the token, $2 operation, $3 now, $4
   * address and request id, $5 user agent.
   */
  private static final HashedSql MISS = new HashedSql("""
      WITH missed AS (
        SELECT token_hash, last_operation IS DISTINCT FROM $2::uuid AND $2::uuid <> ALL (missed_operations) AS first
        FROM account.pending_login
        WHERE token_hash IN (EACH $1)
        FOR UPDATE),
      counted AS (
        UPDATE account.pending_login SET
          misses = misses + CASE WHEN (SELECT first FROM missed) THEN 1 ELSE 0 END,
          last_operation = $2::uuid,
          missed_operations = array_remove(missed_operations, $2::uuid) || $2::uuid
        WHERE token_hash = (SELECT token_hash FROM missed)
        RETURNING account_id, misses),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
        SELECT account_id, $3::timestamptz, 'LOGIN_CODE_WRONG', ($4::text[])[1], ($4::text[])[2], $5::text
        FROM counted, missed WHERE first)
      SELECT misses FROM counted""");

  /** $1 account, $2 now, $3 the latest time of an earlier record that allows another, $4 address, $5 user agent. */
  private static final String NOTE_WRONG_CODE = """
      WITH person AS (
        UPDATE account.account SET wrong_codes_noted_at = $2
        WHERE id = $1 AND (wrong_codes_noted_at IS NULL OR wrong_codes_noted_at <= $3)
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what, address, user_agent)
      SELECT id, $2::timestamptz, 'CODE_WRONG', $4::text, $5::text FROM person""";

  private final Pool pool;
  private final PgLoginStore logins;

  public PgWrongCodeStore(Pool pool, PgLoginStore logins) {
    this.pool = pool;
    this.logins = logins;
  }

  /** Records that a client knows the password but entered a wrong code, unless that was recorded within the hour. */
  Future<Void> note(UUID accountId, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(NOTE_WRONG_CODE)
        .execute(Tuple.of(
            accountId, Sql.utc(now), Sql.utc(now.minus(Limit.WRONG_CODES_EVERY.duration())),
            requestInfo.address(), requestInfo.userAgent()))
        .mapEmpty();
  }

  /** Counts a wrong code; true: there were too many, and the pending login has ended. */
  public Future<Boolean> miss(Buffer[] tokenHashes, UUID operationId, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(MISS.text(tokenHashes))
        .execute(Tuple.of(tokenHashes, operationId, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .map(rows -> Sql.first(rows).map(row -> row.getInteger("misses")).orElse(Limit.MISSES_OF_LOGIN.count()))
        .compose(misses -> misses >= Limit.MISSES_OF_LOGIN.count()
            ? logins.endPending(tokenHashes).map(true)
            : Future.succeededFuture(false));
  }
}
