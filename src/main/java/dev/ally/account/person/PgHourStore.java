package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
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

/**
 * Counts how often something was done within an hour, in PostgreSQL: accounts made from a network, emails requested.
 */
public final class PgHourStore {
  public static final Duration WINDOW = Duration.ofHours(1);

  private static final Duration FARTHEST_PLACE = Duration.ofDays(1);

  /**
   * How many emails of a kind an address gets within an hour.
   *
   * @param atOnce how many are sent at once
   * @param later how many more are sent later
   * @param every the interval after the first one, and between those that are sent later
   */
  public record Bound(int atOnce, int later, Duration every) {}

  /** How many of the newest counted operations are kept, so that repeating one of them is not counted. */
  private static final int KEPT = 32;

  /** Whether this operation was counted before; an older node keeps only the last one. */
  private static final String COUNTED = "(b.last_operation = $2::uuid OR $2::uuid = ANY (b.operations))";

  /** The operations that are kept once this one is counted. */
  private static final String WITH_THIS_ONE = """
      CASE WHEN b.since <= $4 THEN ARRAY[$2::uuid]
        ELSE (array_remove(b.operations, $2::uuid) || $2::uuid)[greatest(1, cardinality(b.operations) + 2 - KEPT):] END"""
      .replace("KEPT", Integer.toString(KEPT));

  /**
   * Counts one more; writes nothing if there are too many already. $1 subject, $2 operation, $3 now, $4 the latest
   * start of an hour that is over, $5 the limit.
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
   * Writes the email that is requested, if this operation was not counted before: a repeated operation is counted and
   * mailed once. An email that is sent later is counted when the one before it is sent. $1 to $5 as in {@link #CHARGE},
   * but $5 is how many are sent at once; $6 kind, $7 address, $8 how many are sent later, $9 seconds between these, $10
   * the client's network, $11 its header.
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
      INSERT INTO account.letter (id, kind, email_key, address_key, made_at, due_at, requested_from, requested_by)
      SELECT $2, $6, SPELLING, KEY, at, at, $10, $11 FROM due
      ON CONFLICT DO NOTHING"""
      .replace("SPELLING", AddressSql.spelling("$7"))
      .replace("KEY", AddressSql.key("$7")));

  /**
   * Takes the next free place, which may be in a later hour; none if that hour begins after $6. The row holds the hour
   * of the newest place. $1 to $5 as in {@link #CHARGE}.
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
   * Counts one more. Returns how long to wait; zero: it was counted.
   *
   * @param limit how many an hour
   */
  public Future<Duration> charge(Buffer subject, UUID operationId, Instant now, int limit) {
    return pool.preparedQuery(CHARGE)
        .execute(Tuple.of(subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), limit))
        .compose(charged -> wait(charged, subject, now));
  }

  /**
   * Writes an email that is requested for an email address, with or without an account, unless {@code bound} is
   * reached.
   *
   * @param operationId also the id of the email
   * @param requestInfo who requests it; the email tells of that
   */
  public Future<Void> write(Buffer subject, UUID operationId, Instant now, Bound bound, RequestedEmail kind,
      EmailAddress email, RequestInfo requestInfo) {
    return pool.preparedQuery(WRITE)
        .execute(Tuple.from(new Object[] {
          subject, operationId, Sql.utc(now), Sql.utc(now.minus(WINDOW)), bound.atOnce, kind.name(),
          AddressSql.parameter(email), bound.later, (int) bound.every.toSeconds(),
          ClientNetwork.told(requestInfo.address()), requestInfo.userAgent()}))
        .mapEmpty();
  }

  /**
   * Takes the next free place among so many an hour, at most a day ahead.
   *
   * @return the time of the place; empty: there is none
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
