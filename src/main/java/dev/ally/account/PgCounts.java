package dev.ally.account;

import dev.ally.account.password.PgPasswordStore;
import dev.ally.config.Limit;
import dev.ally.database.Sql;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import dev.ally.metrics.PolledNumbers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;

/**
 * Counts accounts, sessions, emails that wait, events that webhooks wait for, and budgets that wait. No table is read
 * further than {@link #MOST} rows.
 */
final class PgCounts {
  private static final int MOST = 100_000;

  /** $1 and $2 since when a session must have been used and must have begun. */
  private static final String SESSIONS =
      "SELECT count(*) FROM (SELECT FROM account.session WHERE last_seen_at > $1 AND created_at > $2 LIMIT $3) s";
  private static final String MAILS = "SELECT count(*) FROM (SELECT FROM account.letter LIMIT $1) l";

  /** From that many on as many as the planner of PostgreSQL estimates. */
  private static final String ACCOUNTS = """
      SELECT CASE WHEN n < $1 THEN n
        ELSE greatest(n, (SELECT reltuples::bigint FROM pg_class WHERE oid = 'account.account'::regclass)) END
      FROM (SELECT count(*) AS n FROM (SELECT FROM account.account LIMIT $1) a) counted""";

  /** Of more accounts than that, the share among those that are read. */
  private static final String SECOND_FACTOR_SHARE = """
      SELECT coalesce(avg(CASE WHEN two_factor THEN 1 ELSE 0 END), 0)::float8
      FROM (SELECT two_factor FROM account.account LIMIT $1) a""";

  private static final String WEBHOOKS =
      "SELECT count(*) FROM (SELECT FROM account.webhook_delivery LIMIT $1) d";

  private PgCounts() {}

  static void show(Meters meters, Vertx vertx, Pool pool, Clock clock) {
    PgPasswordStore passwords = new PgPasswordStore(pool);
    new PolledNumbers(meters, vertx)
        .show(Metric.SESSIONS, () -> count(pool, SESSIONS, sessionsAt(clock.instant())))
        .show(Metric.ACCOUNTS, () -> count(pool, ACCOUNTS, Tuple.of(MOST)))
        .show(Metric.SECOND_FACTOR_SHARE, () -> share(pool))
        .show(Metric.MAILS_WAITING, () -> count(pool, MAILS, Tuple.of(MOST)))
        .show(Metric.WEBHOOKS_WAITING, () -> count(pool, WEBHOOKS, Tuple.of(MOST)))
        .show(Metric.WAITING_BUDGETS, Metric.Of.PASSWORD, () -> passwords.waiting(clock.instant()));
  }

  private static Tuple sessionsAt(Instant now) {
    return Tuple.of(
        Sql.utc(now.minus(Limit.SESSION_IDLE.duration())), Sql.utc(now.minus(Limit.SESSION_LIFE.duration())), MOST);
  }

  private static Future<Double> share(Pool pool) {
    return pool.preparedQuery(SECOND_FACTOR_SHARE).execute(Tuple.of(MOST))
        .map(rows -> rows.iterator().next().getDouble(0));
  }

  private static Future<Long> count(Pool pool, String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).map(rows -> rows.iterator().next().getLong(0));
  }
}
