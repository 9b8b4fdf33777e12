package dev.ally.totp;

import dev.ally.config.Limit;
import dev.ally.database.Sql;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import dev.ally.metrics.PolledNumbers;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;

/**
 * Counts the budgets of codes and of recovery codes that are in a wait. Only accounts with a wrong code within the
 * longest wait are read.
 */
final class PgCounts {
  /** So many of the newest codes are looked at. */
  private static final int MOST = 10_000;

  private PgCounts() {}

  static void show(Meters meters, Vertx vertx, Pool pool, Clock clock) {
    new PolledNumbers(meters, vertx)
        .show(Metric.WAITING_BUDGETS, Metric.Of.CODE,
            () -> waiting(pool, GuessBudget.Kind.CODES, clock.instant()))
        .show(Metric.WAITING_BUDGETS, Metric.Of.RECOVERY_CODE,
            () -> waiting(pool, GuessBudget.Kind.RECOVERY_CODES, clock.instant()));
  }

  private static Future<Long> waiting(Pool pool, GuessBudget.Kind kind, Instant now) {
    return pool.preparedQuery(new GuessBudget(kind).waiting())
        .execute(Tuple.of(Sql.utc(now), Sql.utc(now.minus(Limit.LONGEST_CODE_WAIT.duration())), MOST))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
