package dev.ally.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;

/**
 * Deletes the rows of a table that have expired, in batches that hold no lock for long. Rows that another node deletes
 * at this moment are left to it.
 */
public final class Sweep {
  private static final int BATCH = 1_000;
  /** A round has a limit; the next one goes on. */
  private static final int BATCHES = 200;

  private final String sql;

  private Sweep(String sql) {
    this.sql = sql;
  }

  /** @param column with an index: when a row expires, or a time from which that follows */
  public static Sweep of(Schema schema, String table, String column) {
    return new Sweep(String.format(Locale.ROOT, """
        DELETE FROM %1$s.%2$s WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM %1$s.%2$s WHERE %3$s <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))""",
        schema.sqlName(), table, column));
  }

  /** @param until of the column's type; a row of just then is deleted */
  public Future<Void> sweep(Pool pool, Object until) {
    return sweep(pool, until, BATCHES);
  }

  private Future<Void> sweep(Pool pool, Object until, int left) {
    return pool.preparedQuery(sql).execute(Tuple.of(until, BATCH)).compose(deleted ->
        deleted.rowCount() == BATCH && left > 1 ? sweep(pool, until, left - 1) : Future.succeededFuture());
  }
}
