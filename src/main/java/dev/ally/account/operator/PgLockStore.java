package dev.ally.account.operator;

import dev.ally.account.session.PgSessionStore;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Locks and unlocks accounts, in PostgreSQL. */
public final class PgLockStore {
  /** A login that began before cannot be completed, since the password's version has changed. $1 account, $2 now. */
  private static final String LOCK = """
      WITH locked AS (
        UPDATE account.account SET locked_at = $2, password_version = password_version + 1
        WHERE id = $1 AND locked_at IS NULL
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what)
      SELECT id, $2, 'ACCOUNT_LOCKED' FROM locked""";

  /** $1 account, $2 now. */
  private static final String UNLOCK = """
      WITH unlocked AS (
        UPDATE account.account SET locked_at = NULL
        WHERE id = $1 AND locked_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM account.deletion WHERE account_id = $1)
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what)
      SELECT id, $2, 'ACCOUNT_UNLOCKED' FROM unlocked""";

  private final Pool pool;

  public PgLockStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Ends all sessions and pending logins of the account and prevents new ones; false: the account was locked already.
   */
  Future<Boolean> lock(UUID accountId, Instant now) {
    return pool.withTransaction(connection ->
        connection.preparedQuery(LOCK).execute(Tuple.of(accountId, Sql.utc(now)))
            .compose(locked -> PgSessionStore.endAll(connection, accountId).map(locked.rowCount() == 1)));
  }

  /** False: the account was not locked, or is being deleted. */
  Future<Boolean> unlock(UUID accountId, Instant now) {
    return pool.preparedQuery(UNLOCK).execute(Tuple.of(accountId, Sql.utc(now)))
        .map(unlocked -> unlocked.rowCount() == 1);
  }
}
