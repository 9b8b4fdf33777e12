package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** How often something was done within an hour, in PostgreSQL: accounts made from a network, mails asked for. */
public final class PgHourStore {
  public static final Duration WINDOW = Duration.ofHours(1);

  private static final Duration FARTHEST_PLACE = Duration.ofDays(1);

  /**
   * How many letters of a kind an address gets within an hour.
   *
   * @param atOnce how many leave when they are asked for
   * @param later how many leave beyond these
   * @param every how long after the first one, and after each other, these leave
   */
  public record Bound(int atOnce, int later, Duration every) {}

  /** Of operations that were counted, the newest are kept, so that asking one of them again counts nothing. */
  private static final int KEPT = 32;

  /** Whether this operation was counted before; an older node keeps no more than the last one. */
  private static final String COUNTED = "(b.last_operation = $2::uuid OR $2::uuid = ANY (b.operations))";

  /** The operations that are counted once this one is. */
  private static final String WITH_THIS_ONE = """
      CASE WHEN b.since <= $4 THEN ARRAY[$2::uuid]
        ELSE (array_remove(b.operations, $2::uuid) || $2::uuid)[greatest(1, cardinality(b.operations) + 2 - KEPT):] END"""
      .replace("KEPT", Integer.toString(KEPT));

  /**
   * Counts one more; where there are too many already, nothing is written. $1 subject, $2 operation, $3 now, $4 when an
   * hour that is over began at the latest, $5 how many.
   */
  private static final String CHARGE = filled("""
      INSERT INTO account.sign_up_budget AS b (subject, made, last_operation, since, operations)
      SELECT $1::bytea, 1, $2::uuid, $3::timestamptz, ARRAY[$2::uuid]
      WHERE NOT EXISTS (
        SELECT FROM account.sign_up_budget b WHERE b.subject = $1 AND b.since > $4 AND b.made >= $5 AND NOT COUNTED)
      ON CONFLICT (subject) DO UPDATE SET
        made = CASE WHEN b.since <= $4 THEN 1 WHEN COUNTED THEN b.made ELSE b.made + 1 END,
        since = CASE WHEN b.since <= $4 THEN $3 ELSE b.since END,
        last_operation = $2,
        operations = WITH_THIS_ONE
      WHERE b.since <= $4 OR COUNTED OR b.made < $5
      RETURNING made""");

  /**
   * Writes the letter that is asked for, if this operation was not counted before: whoever asks again under one id is
   * counted once, and so mailed once. Of those that leave later, each is counted when the one before it has left. $1 to
   * $5 as in {@link #CHARGE}, but that $5 leave at once; $6 kind, $7 address, $8 how many leave later, $9 seconds between
   * these.
   */
  private static final String WRITE = filled("""
      WITH before AS (
        SELECT FROM account.sign_up_budget b WHERE b.subject = $1 AND COUNTED),
      charged AS (
        INSERT INTO account.sign_up_budget AS b (subject, made, last_operation, since, operations)
        VALUES ($1, 1, $2, $3, ARRAY[$2::uuid])
        ON CONFLICT (subject) DO UPDATE SET
          made = CASE WHEN b.since <= $4 THEN 1 WHEN COUNTED THEN b.made ELSE b.made + 1 END,
          since = CASE WHEN b.since <= $4 THEN $3 ELSE b.since END,
          last_operation = $2,
          operations = WITH_THIS_ONE
        WHERE b.since <= $4 OR COUNTED
          OR b.made < $5::int + least($8::int, 1 + floor(extract(epoch FROM $3::timestamptz - b.since) / $9::int))
        RETURNING made, since),
      due AS (
        SELECT greatest($3::timestamptz, since + greatest(0, made - $5::int) * $9::int * interval '1 second') AS at
        FROM charged WHERE NOT EXISTS (SELECT FROM before))
      INSERT INTO account.letter (id, kind, email_key, address_key, made_at, due_at)
      SELECT $2, $6, SPELLING, KEY, at, at FROM due
      ON CONFLICT DO NOTHING"""
      .replace("SPELLING", AddressSql.spelling("$7"))
      .replace("KEY", AddressSql.key("$7")));

  /**
   * Takes the next place among so many an hour, which may be one of a later hour; none, where that begins after $6. The
   * row's hour is the one in which the newest place is. $1 to $5 as in {@link #CHARGE}.
   */
  private static final String TAKE_PLACE = filled("""
      INSERT INTO account.sign_up_budget AS b (subject, made, last_operation, since, operations)
      VALUES ($1, 1, $2, $3, ARRAY[$2::uuid])
      ON CONFLICT (subject) DO UPDATE SET
        made = CASE
          WHEN b.since <= $4 THEN 1 WHEN COUNTED THEN b.made WHEN b.made < $5 THEN b.made + 1 ELSE 1 END,
        since = CASE
          WHEN b.since <= $4 THEN $3 WHEN COUNTED OR b.made < $5 THEN b.since
          ELSE b.since + interval '1 hour' END,
        last_operation = $2,
        operations = WITH_THIS_ONE
      WHERE b.since <= $4 OR COUNTED OR b.made < $5 OR b.since + interval '1 hour' <= $6
      RETURNING since""");

  private static final String SINCE = "SELECT since FROM account.sign_up_budget WHERE subject = $1";

  private final Pool pool;

  private static String filled(String sql) {
    return sql.replace("COUNTED", COUNTED).replace("WITH_THIS_ONE", WITH_THIS_ONE);
  }

  public PgHourStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Counts one more; how long to wait where there were too many, zero where there were not.
   *
   * @param limit how many an hour
   */
  public Future<Duration> charge(Buffer subject, UUID operationId, Instant now, int limit) {
    return pool.preparedQuery(CHARGE)
        .execute(Tuple.of(subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), limit))
        .compose(charged -> wait(charged, subject, now));
  }

  /**
   * Writes the letter that somebody asks for by an e-mail, known or not, unless as many were written within the hour as
   * are bounded by {@code bound}.
   *
   * @param kind of the letter, whose id is the operation's
   */
  public Future<Void> write(Buffer subject, UUID operationId, Instant now, Bound bound, String kind,
      EmailAddress email) {
    return pool.preparedQuery(WRITE)
        .execute(Tuple.from(new Object[] {
          subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), bound.atOnce, kind,
          AddressSql.parameter(email), bound.later, (int) bound.every.toSeconds()}))
        .mapEmpty();
  }

  /**
   * Takes the next place among so many an hour, and none that is longer from now than a day.
   *
   * @return when that is; empty: there is none
   */
  public Future<Optional<Instant>> takePlace(Buffer subject, UUID operationId, Instant now, int limit) {
    return pool.preparedQuery(TAKE_PLACE)
        .execute(Tuple.of(
            subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), limit, Sql.utc(now.plus(FARTHEST_PLACE))))
        .map(rows -> Sql.first(rows).flatMap(row -> Sql.instant(row, "since")).map(since -> later(now, since)));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Future<Duration> wait(RowSet<Row> charged, Buffer subject, Instant now) {
    return charged.size() == 1
        ? Future.succeededFuture(Duration.ZERO)
        : pool.preparedQuery(SINCE).execute(Tuple.of(subject))
            .map(rows -> Sql.first(rows).flatMap(row -> Sql.instant(row, "since")).orElse(now))
            .map(since -> Duration.between(now, since.plus(WINDOW)));
  }
}
