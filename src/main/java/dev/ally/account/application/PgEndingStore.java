package dev.ally.account.application;

import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Endings of sessions and accounts, in PostgreSQL. Triggers write them, whichever version ends something.
 *
 * <p>They get their ids when they are asked for, so that ids are in the order in which endings become visible. A
 * reader that knows an id has missed nothing below it, however long a transaction takes.
 */
public final class PgEndingStore {
  private static final String ARE_WITHOUT_ID = "SELECT FROM account.ending WHERE id IS NULL LIMIT 1";

  /** One node at a time gives ids. */
  private static final String LOCK_COUNTER = "SELECT last_id FROM account.ending_counter FOR UPDATE";

  /** $1 the last id that was given. */
  private static final String GIVE_IDS = """
      WITH fresh AS (
        SELECT nr, row_number() OVER (ORDER BY nr) AS place FROM account.ending WHERE id IS NULL),
      given AS (
        UPDATE account.ending e SET id = $1 + f.place FROM fresh f WHERE e.nr = f.nr)
      UPDATE account.ending_counter SET last_id = $1 + (SELECT count(*) FROM fresh)""";

  /** $1 the last id that is known, $2 how many. */
  private static final String LIST =
      "SELECT id, account_id, sid, kind FROM account.ending WHERE id > $1 ORDER BY id LIMIT $2";

  static final int AT_ONCE = 500;

  private final Pool pool;

  public PgEndingStore(Pool pool) {
    this.pool = pool;
  }

  /** Some of those after the given one, the oldest first. */
  Future<List<Ending>> list(long after) {
    return pool.preparedQuery(ARE_WITHOUT_ID).execute()
        .compose(found -> found.size() == 0
            ? Future.succeededFuture()
            : pool.withTransaction(PgEndingStore::giveIds))
        .compose(given -> pool.preparedQuery(LIST).execute(Tuple.of(after, AT_ONCE)))
        .map(rows -> Sql.all(rows, PgEndingStore::ending));
  }

  private static Future<Void> giveIds(SqlConnection connection) {
    return connection.preparedQuery(LOCK_COUNTER).execute()
        .map(rows -> Sql.first(rows).orElseThrow().getLong("last_id"))
        .compose(last -> connection.preparedQuery(GIVE_IDS).execute(Tuple.of(last)))
        .mapEmpty();
  }

  private static Ending ending(Row row) {
    UUID sid = row.getUUID("sid");
    return new Ending(
        row.getLong("id"), row.getUUID("account_id"), Optional.ofNullable(sid), Kind.valueOf(row.getString("kind")));
  }
}
