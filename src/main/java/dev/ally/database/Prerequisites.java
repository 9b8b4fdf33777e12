package dev.ally.database;

import dev.ally.crypto.Keyring;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a verticle needs of its database before it serves anything: an answer, its schema as new as the program, and a
 * key for every sealed row.
 *
 * <p>Without this check a verticle would start, and each request would fail later with a defect that names a table or a
 * row. The message of each refusal says what to do.
 */
public final class Prerequisites {
  private static final String APPLIED = "SELECT script FROM %s." + Migrations.HISTORY_TABLE + " WHERE success";
  private static final String SEALING_KEYS = "SELECT id FROM %s.sealing_key";
  /** "undefined_table" and "invalid_schema_name". */
  private static final Set<String> NOT_THERE = Set.of("42P01", "3F000");
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private Prerequisites() {}

  /**
   * Waits for the database for as long as a start may, then checks the schema and the keys.
   *
   * @return fails with {@link dev.ally.bus.Unavailable} if the database is unreachable, and with {@link DatabaseRefused}
   *     if the schema is missing or older, or the keyring lacks a key under which rows are sealed
   */
  public static Future<Void> require(Vertx vertx, Pool pool, Schema schema, Keyring keyring) {
    return Pools.connect(vertx, pool, Pools.START_PATIENCE)
        .compose(connected -> vertx.executeBlocking(() -> MigrationMark.scripts(Migrations.LOCATION, schema)))
        .compose(scripts -> column(pool, schema, APPLIED).map(applied -> requireAll(schema, scripts, applied)))
        .compose(current -> column(pool, schema, SEALING_KEYS).map(used -> requireKeys(schema, keyring, used)));
  }

  private static Future<Set<String>> column(Pool pool, Schema schema, String sql) {
    return pool.query(String.format(Locale.ROOT, sql, schema.sqlName())).execute()
        .map(Prerequisites::firstColumn)
        .recover(failure -> Future.failedFuture(explained(schema, failure)));
  }

  private static Set<String> firstColumn(RowSet<Row> rows) {
    Set<String> values = new TreeSet<>();
    rows.forEach(row -> values.add(row.getString(0)));
    return values;
  }

  private static Throwable explained(Schema schema, Throwable failure) {
    if (failure instanceof PgException refusal && NOT_THERE.contains(refusal.getSqlState())) {
      return new DatabaseRefused("The schema " + schema.sqlName() + " is not there. " + Migrations.ADVICE, failure);
    }
    if (failure instanceof PgException refusal && INSUFFICIENT_PRIVILEGE.equals(refusal.getSqlState())) {
      return new DatabaseRefused("The login may not read the schema " + schema.sqlName() + ": each verticle needs the"
          + " login of its own schema, or the owner's", failure);
    }
    return failure;
  }

  private static Void requireAll(Schema schema, Set<String> scripts, Set<String> applied) {
    Set<String> missing = new TreeSet<>(scripts);
    missing.removeAll(applied);
    if (!missing.isEmpty()) {
      throw new DatabaseRefused("The schema " + schema.sqlName() + " is older than this program: " + missing.size()
          + " migration(s) are missing. " + Migrations.ADVICE);
    }
    return null;
  }

  private static Void requireKeys(Schema schema, Keyring keyring, Set<String> used) {
    Set<String> missing = new TreeSet<>(used);
    missing.removeAll(keyring.ids());
    if (!missing.isEmpty()) {
      throw new DatabaseRefused("The keyring lacks key " + String.join(", ", missing) + ", under which rows of "
          + schema.sqlName() + " are sealed. Its keys are " + String.join(", ", keyring.ids()) + ". Add the line of the"
          + " missing key to the key file: " + schema.sqlName() + " does not start without it");
    }
    return null;
  }
}
