package dev.ally.totp;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Deletes all rows of an account in one transaction, in PostgreSQL. */
final class PgForgetting {
  /** The tables with rows of an account. */
  private static final List<String> TABLES = List.of(
      "authenticator", "pending_key", "recovery_code", "shown_recovery_codes", "guess_budget", "recovery_budget",
      "operation", "void_recovery_codes");

  private final Pool pool;

  PgForgetting(Pool pool) {
    this.pool = pool;
  }

  /** Does nothing if the account has no rows. */
  Future<Void> forget(UUID accountId) {
    return pool.withTransaction(connection -> {
      Future<Void> done = connection.preparedQuery(PgFactorStore.LOCK).execute(Tuple.of(accountId)).mapEmpty();
      for (String table : TABLES) {
        done = done.compose(before -> delete(connection, table, accountId));
      }
      return done;
    });
  }

  private static Future<Void> delete(SqlConnection connection, String table, UUID accountId) {
    return connection.preparedQuery("DELETE FROM totp." + table + " WHERE account_id = $1")
        .execute(Tuple.of(accountId))
        .mapEmpty();
  }
}
