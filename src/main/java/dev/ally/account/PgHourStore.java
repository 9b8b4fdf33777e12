package dev.ally.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** How often something was done within an hour, in PostgreSQL: accounts made from a network, mails asked for. */
final class PgHourStore {
  static final Duration WINDOW = Duration.ofHours(1);

  /** Of operations that were counted, the newest are kept, so that asking one of them again counts nothing. */
  private static final int KEPT = 32;

  /** An older node keeps no more than the last one. */
  private static final String COUNTED = "(b.last_operation = $2::uuid OR $2::uuid = ANY (b.operations))";

  /**
   * Counts one more; where there are too many already, nothing is written. $1 subject, $2 operation, $3 now, $4 when an
   * hour that is over began at the latest, $5 how many.
   */
  private static final String CHARGE = """
      INSERT INTO account.sign_up_budget AS b (subject, made, last_operation, since, operations)
      SELECT $1::bytea, 1, $2::uuid, $3::timestamptz, ARRAY[$2::uuid]
      WHERE NOT EXISTS (
        SELECT FROM account.sign_up_budget b WHERE b.subject = $1 AND b.since > $4 AND b.made >= $5 AND NOT COUNTED)
      ON CONFLICT (subject) DO UPDATE SET
        made = CASE WHEN b.since <= $4 THEN 1 WHEN COUNTED THEN b.made ELSE b.made + 1 END,
        since = CASE WHEN b.since <= $4 THEN $3 ELSE b.since END,
        last_operation = $2,
        operations = CASE WHEN b.since <= $4 THEN ARRAY[$2::uuid]
          ELSE (array_remove(b.operations, $2::uuid) || $2::uuid)[greatest(1, cardinality(b.operations) + 2 - KEPT):] END
      WHERE b.since <= $4 OR COUNTED OR b.made < $5
      RETURNING made"""
      .replace("COUNTED", COUNTED).replace("KEPT", Integer.toString(KEPT));

  /**
   * Likewise, with the letter that is asked for, if this operation was not counted before: whoever asks again under one
   * id is counted once, and so mailed once. $6 kind, $7 key of the e-mail.
   */
  private static final String CHARGE_LETTER = ("""
      WITH before AS (
        SELECT FROM account.sign_up_budget b WHERE b.subject = $1 AND COUNTED),
      charged AS (
      """ + CHARGE + """
      ),
      asked AS (
        INSERT INTO account.letter (id, kind, email_key, made_at, due_at)
        SELECT $2, $6, $7, $3, $3 FROM charged WHERE NOT EXISTS (SELECT FROM before)
        ON CONFLICT DO NOTHING)
      SELECT FROM charged""").replace("COUNTED", COUNTED);

  private static final String SINCE = "SELECT since FROM account.sign_up_budget WHERE subject = $1";

  private final Pool pool;

  PgHourStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Counts one more; how long to wait where there were too many, zero where there were not.
   *
   * @param limit how many an hour
   */
  Future<Duration> charge(Buffer subject, UUID operationId, Instant now, int limit) {
    return pool.preparedQuery(CHARGE)
        .execute(Tuple.of(subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), limit))
        .compose(charged -> wait(charged, subject, now));
  }

  /**
   * Likewise; where there were not too many, the letter that somebody asks for by an e-mail, known or not, is written.
   *
   * @param kind of the letter, whose id is the operation's
   */
  Future<Duration> charge(
      Buffer subject, UUID operationId, Instant now, int limit, String kind, EmailAddress email) {
    return pool.preparedQuery(CHARGE_LETTER)
        .execute(Tuple.of(
            subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), limit, kind, email.key()))
        .compose(charged -> wait(charged, subject, now));
  }

  private Future<Duration> wait(RowSet<Row> charged, Buffer subject, Instant now) {
    return charged.size() == 1
        ? Future.succeededFuture(Duration.ZERO)
        : pool.preparedQuery(SINCE).execute(Tuple.of(subject))
            .map(rows -> Sql.first(rows).flatMap(row -> Sql.instant(row, "since")).orElse(now))
            .map(since -> Duration.between(now, since.plus(WINDOW)));
  }
}
