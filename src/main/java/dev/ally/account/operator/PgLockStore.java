package dev.ally.account.operator;

import dev.ally.account.session.PgSessionStore;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Locks and unlocks accounts, in PostgreSQL. */
public final class PgLockStore {
  /**
   * Who does it.
   *
   * @param actor the id of an operator of the help desk; "operator": a command
   * @param request the id of the HTTP request; empty: there was none, or it is not known
   * @param reason the operator's
   */
  public record By(String actor, String request, String reason) {
    static final By COMMAND = new By("operator", "", "");
  }

  /**
   * A login that began before cannot be completed, since the password's version has changed. $1 account, $2 now, $3
   * actor, $4 request, $5 reason.
   */
  private static final String LOCK = """
      WITH locked AS (
        UPDATE account.account SET locked_at = $2, password_version = password_version + 1
        WHERE id = $1 AND locked_at IS NULL
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what, actor, request, reason)
      SELECT id, $2, 'ACCOUNT_LOCKED', $3::text, $4::text, $5::text FROM locked""";

  /** As in {@link #LOCK}. */
  private static final String UNLOCK = """
      WITH unlocked AS (
        UPDATE account.account SET locked_at = NULL
        WHERE id = $1 AND locked_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM account.deletion WHERE account_id = $1)
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what, actor, request, reason)
      SELECT id, $2, 'ACCOUNT_UNLOCKED', $3::text, $4::text, $5::text FROM unlocked""";

  private final Pool pool;

  public PgLockStore(Pool pool) {
    this.pool = pool;
  }

  /** As {@link #lock(SqlConnection, UUID, By, Instant)}. */
  Future<Boolean> lock(UUID accountId, Instant now) {
    return pool.withTransaction(connection -> lock(connection, accountId, By.COMMAND, now));
  }

  /** As {@link #unlock(SqlConnection, UUID, By, Instant)}. */
  Future<Boolean> unlock(UUID accountId, Instant now) {
    return pool.withConnection(connection -> unlock(connection, accountId, By.COMMAND, now));
  }

  /**
   * Ends all sessions and pending logins of the account and prevents new ones; false: the account was locked already.
   * For a transaction.
   */
  public static Future<Boolean> lock(SqlConnection connection, UUID accountId, By by, Instant now) {
    return connection.preparedQuery(LOCK).execute(parameters(accountId, by, now))
        .compose(locked -> PgSessionStore.endAll(connection, accountId).map(locked.rowCount() == 1));
  }

  /** False: the account was not locked, or is being deleted. */
  public static Future<Boolean> unlock(SqlConnection connection, UUID accountId, By by, Instant now) {
    return connection.preparedQuery(UNLOCK).execute(parameters(accountId, by, now))
        .map(unlocked -> unlocked.rowCount() == 1);
  }

  private static Tuple parameters(UUID accountId, By by, Instant now) {
    return Tuple.of(accountId, Sql.utc(now), by.actor, by.request, by.reason);
  }
}
