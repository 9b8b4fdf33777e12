package dev.ally.totp;

import dev.ally.config.Limit;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How many budgets of codes and of recovery codes are in a wait. The database is asked every ten seconds and not at each
 * scrape, and only about accounts with a wrong code within the longest wait.
 */
final class PgCounts {
  private static final Duration EVERY = Duration.ofSeconds(10);
  /** So many of the newest codes are looked at. */
  private static final int MOST = 10_000;

  private final Pool pool;
  private volatile double codes = Double.NaN;
  private volatile double recoveryCodes = Double.NaN;

  private PgCounts(Pool pool) {
    this.pool = pool;
  }

  /** Asks for them while the calling verticle is deployed; not if nobody would see them. */
  static void show(Meters meters, Vertx vertx, Pool pool, Clock clock) {
    if (meters == Meters.NONE) {
      return;
    }
    PgCounts counts = new PgCounts(pool);
    meters.show(Metric.WAITING_BUDGETS, Metric.Of.CODE, () -> counts.codes);
    meters.show(Metric.WAITING_BUDGETS, Metric.Of.RECOVERY_CODE, () -> counts.recoveryCodes);
    counts.read(clock.instant());
    vertx.setPeriodic(EVERY.toMillis(), id -> counts.read(clock.instant()));
  }

  /** A number that the database does not tell is unknown. */
  private void read(Instant now) {
    waiting(GuessBudget.Kind.CODES, now).onSuccess(number -> codes = number).onFailure(away -> codes = Double.NaN);
    waiting(GuessBudget.Kind.RECOVERY_CODES, now)
        .onSuccess(number -> recoveryCodes = number).onFailure(away -> recoveryCodes = Double.NaN);
  }

  private Future<Long> waiting(GuessBudget.Kind kind, Instant now) {
    return pool.preparedQuery(new GuessBudget(kind).waiting())
        .execute(Tuple.of(PgCodeStore.utc(now), PgCodeStore.utc(now.minus(Limit.LONGEST_CODE_WAIT.duration())), MOST))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
