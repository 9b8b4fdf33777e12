package dev.ally.account;

import dev.ally.account.password.PgPasswordStore;
import dev.ally.account.person.Sql;
import dev.ally.config.Limit;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Metrics that only the database knows: sessions, emails that wait, budgets that wait. They are asked for every ten
 * seconds and not at each scrape, and no table is read further than {@link #MOST} rows.
 */
final class PgCounts {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int MOST = 100_000;

  /** $1 and $2 since when a session must have been used and must have begun. */
  private static final String SESSIONS =
      "SELECT count(*) FROM (SELECT FROM account.session WHERE last_seen_at > $1 AND created_at > $2 LIMIT $3) s";
  private static final String MAILS = "SELECT count(*) FROM (SELECT FROM account.letter LIMIT $1) l";

  private final Pool pool;
  private final PgPasswordStore passwords;
  private volatile double sessions = Double.NaN;
  private volatile double mails = Double.NaN;
  private volatile double budgets = Double.NaN;

  private PgCounts(Pool pool) {
    this.pool = pool;
    this.passwords = new PgPasswordStore(pool);
  }

  /** Asks for them while the calling verticle is deployed; not if nobody would see them. */
  static void show(Meters meters, Vertx vertx, Pool pool, Clock clock) {
    if (meters == Meters.NONE) {
      return;
    }
    PgCounts counts = new PgCounts(pool);
    meters.show(Metric.SESSIONS, () -> counts.sessions);
    meters.show(Metric.MAILS_WAITING, () -> counts.mails);
    meters.show(Metric.WAITING_BUDGETS, Metric.Of.PASSWORD, () -> counts.budgets);
    counts.read(clock.instant());
    vertx.setPeriodic(EVERY.toMillis(), id -> counts.read(clock.instant()));
  }

  /** A number that the database does not tell is unknown. */
  private void read(Instant now) {
    count(SESSIONS, Tuple.of(
        Sql.utc(now.minus(Limit.SESSION_IDLE.duration())), Sql.utc(now.minus(Limit.SESSION_LIFE.duration())), MOST))
        .onComplete(read -> sessions = read.succeeded() ? read.result() : Double.NaN);
    count(MAILS, Tuple.of(MOST)).onComplete(read -> mails = read.succeeded() ? read.result() : Double.NaN);
    passwords.waiting(now).onComplete(read -> budgets = read.succeeded() ? read.result() : Double.NaN);
  }

  private Future<Long> count(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).map(rows -> rows.iterator().next().getLong(0));
  }
}
