package dev.ally.account.password;

import dev.ally.account.person.AddressSql;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.config.Limit;
import dev.ally.crypto.Sealed;
import dev.ally.database.HashedSql;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Consecutive wrong passwords, in PostgreSQL: counted per email address and, separately, per known browser of an
 * account. Also reads the hash to compare with.
 */
public final class PgPasswordStore {
  /** When the next attempt of budget row b is allowed; null: at any time. */
  private static final String FREE_AT = """
      CASE WHEN b.in_a_row >= %1$d THEN b.charged_at
        + least(%3$d, %2$d * 2 ^ least(b.in_a_row - %1$d, 30)) * interval '1 second' END""";

  /** Rows in which the account knows the browser. $1 address, $2 hashes of the cookie, $3 since when it was seen. */
  private static final String KNOWN_BROWSERS = """
      account.known_browser
      WHERE account_id = ACCOUNT_OF AND browser_hash IN (EACH $2)
        AND last_login_at > $3::timestamptz""".replace("ACCOUNT_OF", AddressSql.accountOf("$1"));

  /**
   * Counts an attempt before the password is looked at. $1 address, $2 hashes of the browser's cookie, $3 since when a
   * browser must have been seen, $4 the subject of unrecognised browsers, $5 the subject of the known browser, $6
   * operation, $7 now, $8 consecutive wrong passwords after which those of unrecognised browsers are not counted any
   * more, $9 the request, $10 since when the same operation must have been counted not to be counted again. An
   * operation that is repeated cannot be refunded any more: one of the two requests may have been looked at.
   */
  private static final String CHARGE = """
      WITH person AS (SELECT * FROM account.account WHERE id = ACCOUNT_OF),
      subject AS (
        SELECT CASE WHEN EXISTS (SELECT FROM KNOWN_BROWSERS) THEN $5::bytea ELSE $4::bytea END AS subject),
      charged AS (
        INSERT INTO account.password_budget AS b (subject, in_a_row, last_operation, charged_at, recent)
        SELECT subject, 1, $6::uuid, $7::timestamptz, NEWEST FROM subject
        ON CONFLICT (subject) DO UPDATE SET
          in_a_row = b.in_a_row + CASE WHEN ASKED_AGAIN THEN 0 ELSE 1 END,
          last_operation = CASE WHEN ASKED_AGAIN THEN b.last_operation ELSE $6::uuid END,
          charged_at = CASE WHEN ASKED_AGAIN THEN b.charged_at ELSE $7::timestamptz END,
          recent = ARRAY(
              SELECT ROW(g.operation_id, CASE WHEN g.operation_id <> $6::uuid THEN g.request_id END, g.at)
                ::account.recent_guess
              FROM unnest(b.recent) g WHERE g.at > $10::timestamptz)
            || CASE WHEN ASKED_AGAIN THEN '{}' ELSE NEWEST END
        WHERE ASKED_AGAIN
          OR coalesce(FREE_AT <= $7::timestamptz, true) AND (b.in_a_row < $8::int OR b.subject <> $4::bytea)
        RETURNING subject)
      SELECT
        subject.subject,
        EXISTS (SELECT FROM charged) AS charged,
        (SELECT FREE_AT FROM account.password_budget b WHERE b.subject = subject.subject) AS free_at,
        EXISTS (
          SELECT FROM account.password_budget b
          WHERE b.subject = subject.subject AND b.subject = $4::bytea AND b.in_a_row >= $8::int) AS needs_link,
        EXISTS (
          SELECT FROM account.account other WHERE other.address_key = person.address_key AND other.id <> person.id)
          AS shares_address,
        person.*
      FROM subject LEFT JOIN person ON true""";

  /** Hashes that other programs made, by their kinds. $1 how many kinds. */
  private static final String FOREIGN_KINDS = """
      SELECT foreign_hash, count(*) AS accounts FROM account.account WHERE foreign_hash IS NOT NULL
      GROUP BY foreign_hash ORDER BY 2 DESC LIMIT $1""";
  private static final String ACCOUNTS = "SELECT count(*) AS accounts FROM account.account";
  private static final int MOST_KINDS = 32;

  /** How many budgets are in a wait. $1 now, $2 since when they must have been charged, $3 how many are looked at. */
  private static final String WAITING = """
      SELECT count(*) FROM (
        SELECT * FROM account.password_budget WHERE charged_at > $2::timestamptz
        ORDER BY charged_at DESC LIMIT $3::int) b
      WHERE FREE_AT > $1::timestamptz""";

  private static final int MOST_LOOKED_AT = 100_000;

  private static final String NEWEST =
      "ARRAY[ROW($6::uuid, $9::uuid, $7::timestamptz)::account.recent_guess]";

  /** An older node keeps only the last operation. */
  private static final String ASKED_AGAIN = """
      (b.last_operation = $6::uuid AND b.charged_at > $10::timestamptz
        OR EXISTS (SELECT FROM unnest(b.recent) g WHERE g.operation_id = $6::uuid AND g.at > $10::timestamptz))""";

  private static final HashedSql IS_KNOWN = new HashedSql("SELECT FROM " + KNOWN_BROWSERS);

  private static final String CLEAR = "DELETE FROM account.password_budget WHERE subject = $1";

  /** Refunds one attempt, also if others were counted since. $1 subject, $2 operation, $3 request. */
  private static final String REFUND = """
      UPDATE account.password_budget b SET
        in_a_row = in_a_row - 1,
        last_operation = CASE WHEN last_operation = $2 THEN gen_random_uuid() ELSE last_operation END,
        recent = ARRAY(
          SELECT ROW(g.operation_id, g.request_id, g.at)::account.recent_guess
          FROM unnest(b.recent) g WHERE g.operation_id <> $2)
      WHERE subject = $1 AND in_a_row > 0 AND EXISTS (SELECT FROM unnest(b.recent) g WHERE g.request_id = $3)""";

  /**
   * An attempt that was counted, or not.
   *
   * @param requestId identifies this request among the repetitions of the operation
   * @param charged whether the password may be looked at
   * @param retryAfter how long to wait if it may not
   * @param needsBrowserLink whether it may not because unrecognised browsers tried too many; waiting does not help
   * @param sharesAddress whether another account has the same address; both are older than the present comparison
   * @param accountId of the account with the address, if there is one; it may be locked
   * @param versions of the account, if there is one and it is not locked
   * @param hash of its password
   * @param foreignKind the kind of its hash, if another program made it
   */
  record Attempt(
      Buffer subject, UUID operationId, UUID requestId, boolean charged, Duration retryAfter, boolean needsBrowserLink,
      boolean sharesAddress, Optional<UUID> accountId, Optional<Versions> versions, Optional<Sealed> hash,
      Optional<String> foreignKind) {}

  /** All clients of an operation have given up by then; a later repetition is counted again. */
  private static final Duration ASKED_AGAIN_WITHIN = Duration.ofMinutes(1);

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Pool pool;
  private final HashedSql charge;
  private final Duration knownBrowserLife;

  public PgPasswordStore(Pool pool) {
    this.pool = pool;
    this.knownBrowserLife = Limit.KNOWN_BROWSER_LIFE.duration();
    this.charge = new HashedSql(CHARGE
        .replace("KNOWN_BROWSERS", KNOWN_BROWSERS)
        .replace("ACCOUNT_OF", AddressSql.accountOf("$1"))
        .replace("ASKED_AGAIN", ASKED_AGAIN)
        .replace("NEWEST", NEWEST)
        .replace("FREE_AT", freeAt()));
  }

  private static String freeAt() {
    return String.format(
        Locale.ROOT, FREE_AT,
        Limit.PASSWORDS_BEFORE_WAIT.count(),
        Limit.FIRST_PASSWORD_WAIT.duration().toSeconds(),
        Limit.LONGEST_PASSWORD_WAIT.duration().toSeconds());
  }

  /** Whom an attempt is charged to: the known browser if the account knows it, else the email address. */
  record Subjects(String[] address, Buffer[] browser, Buffer unrecognised, Buffer knownBrowser) {}

  /**
   * @param requestId a new one for each repetition of the operation; only the request that was charged can be refunded
   */
  Future<Attempt> charge(Subjects subjects, UUID operationId, UUID requestId, int unrecognisedLimit, Instant now) {
    return pool.preparedQuery(charge.text(subjects.browser))
        .execute(Tuple.from(new Object[] {
          subjects.address, subjects.browser, Sql.utc(now.minus(knownBrowserLife)),
          subjects.unrecognised, subjects.knownBrowser, operationId, Sql.utc(now), unrecognisedLimit, requestId,
          Sql.utc(now.minus(ASKED_AGAIN_WITHIN))}))
        .map(rows -> attempt(rows.iterator().next(), operationId, requestId, now));
  }

  /** Whether the account with the email address knows the browser; counts nothing. */
  Future<Boolean> isKnown(Subjects subjects, Instant now) {
    return pool.preparedQuery(IS_KNOWN.text(subjects.browser))
        .execute(Tuple.of(subjects.address, subjects.browser, Sql.utc(now.minus(knownBrowserLife))))
        .map(rows -> rows.size() > 0);
  }

  /**
   * How many accounts have a hash of each kind that other programs made; under the empty text, those with Ally's own.
   * Empty while there is no such hash.
   */
  Future<Map<String, Long>> foreignKinds() {
    return pool.preparedQuery(FOREIGN_KINDS).execute(Tuple.of(MOST_KINDS)).compose(rows -> {
      Map<String, Long> kinds = new TreeMap<>();
      rows.forEach(row -> kinds.put(row.getString("foreign_hash"), row.getLong("accounts")));
      if (kinds.isEmpty()) {
        return Future.succeededFuture(kinds);
      }
      long foreign = kinds.values().stream().mapToLong(Long::longValue).sum();
      return pool.preparedQuery(ACCOUNTS).execute().map(all -> {
        kinds.put("", Math.max(0, all.iterator().next().getLong("accounts") - foreign));
        return kinds;
      });
    });
  }

  /** How many budgets are in a wait. */
  public Future<Long> waiting(Instant now) {
    return pool.preparedQuery(WAITING.replace("FREE_AT", freeAt()))
        .execute(Tuple.of(
            Sql.utc(now), Sql.utc(now.minus(Limit.LONGEST_PASSWORD_WAIT.duration())), MOST_LOOKED_AT))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Forgets the wrong passwords of this subject. */
  Future<Void> clear(Buffer subject) {
    return pool.preparedQuery(CLEAR).execute(Tuple.of(subject)).mapEmpty();
  }

  /** Takes back an attempt that was never looked at, unless the operation was repeated. */
  Future<Void> refund(Attempt attempt) {
    return pool.preparedQuery(REFUND)
        .execute(Tuple.of(attempt.subject, attempt.operationId, attempt.requestId))
        .mapEmpty();
  }

  private static Attempt attempt(Row row, UUID operationId, UUID requestId, Instant now) {
    // A locked account is treated as no account: an attempt costs the same, and no password is right.
    boolean found = row.getUUID("id") != null && row.getOffsetDateTime("locked_at") == null;
    Duration wait = Sql.instant(row, "free_at").map(freeAt -> Duration.between(now, freeAt)).orElse(SHORTEST_WAIT);
    return new Attempt(
        row.getBuffer("subject"),
        operationId,
        requestId,
        row.getBoolean("charged"),
        wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait,
        row.getBoolean("needs_link"),
        row.getBoolean("shares_address"),
        Optional.ofNullable(row.getUUID("id")),
        found ? Optional.of(Versions.of(row)) : Optional.empty(),
        found
            ? Optional.of(new Sealed(
                row.getString("sealing_key_id"), row.getBuffer("sealed_password_hash").getBytes()))
            : Optional.empty(),
        Optional.ofNullable(row.getString("foreign_hash")));
  }
}
