package dev.ally.oidc.logout;

import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Which endings were acted on, and which logout tokens are on their way, in PostgreSQL. */
final class PgLogoutStore {
  private static final String LAST = "SELECT last_id FROM oidc.ending_cursor";

  /** All that was found ends, or goes. $2 now. */
  private static final String ENDED = """
      ended AS (
        UPDATE oidc.application_grant g SET logout_told_at = COALESCE(g.logout_told_at, $2),
          ended_at = COALESCE(g.ended_at, $2)
        FROM found f WHERE g.id = f.id)""";
  private static final String FORGOTTEN = """
      forgotten AS (DELETE FROM oidc.application_grant g USING found f WHERE g.id = f.id)""";

  /**
   * Acts on an ending once, however many nodes learn of it: the row of the cursor is the lock. $1 id of the ending, $2
   * now, $3 the session or the account. The first %s finds the grants, the second says what becomes of them.
   */
  private static final String END = """
      WITH moved AS (UPDATE oidc.ending_cursor SET last_id = $1 WHERE last_id < $1 RETURNING 1),
      found AS (
        SELECT id, client_id, account_id, sid FROM oidc.application_grant
        WHERE %s = $3 AND EXISTS (SELECT FROM moved)),
      untold AS (
        SELECT DISTINCT f.client_id, f.account_id, f.sid FROM found f JOIN oidc.application_grant g USING (id)
        WHERE g.logout_told_at IS NULL AND g.redeemed_at IS NOT NULL),
      %s
      INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
      SELECT gen_random_uuid(), client_id, account_id, sid, $2, $2 FROM untold""";
  private static final String END_SESSION = String.format(Locale.ROOT, END, "sid", """
      ended AS (
        UPDATE oidc.application_grant g SET logout_told_at = COALESCE(g.logout_told_at, $2),
          ended_at = CASE WHEN g.ends_with_session THEN COALESCE(g.ended_at, $2) ELSE g.ended_at END
        FROM found f WHERE g.id = f.id)""");
  private static final String END_ACCOUNT = String.format(Locale.ROOT, END, "account_id", ENDED);
  private static final String FORGET_ACCOUNT = String.format(Locale.ROOT, END, "account_id", FORGOTTEN + """
      , agreed AS (DELETE FROM oidc.consent WHERE account_id = $3)""");

  /** $1 account, $2 how many are so many that one statement would take too long. */
  private static final String IS_LARGE =
      "SELECT EXISTS (SELECT FROM oidc.application_grant WHERE account_id = $1 OFFSET $2) AS large";
  /** No row: another node is at it, or has done it. */
  private static final String TURN = "SELECT FROM oidc.ending_cursor WHERE last_id < $1 FOR UPDATE SKIP LOCKED";
  private static final String MOVE = "UPDATE oidc.ending_cursor SET last_id = $1";

  /**
   * Ends some grants of an account, those of whole sessions; a row says that there were some. $1 account, $2 now, $3 how
   * many grants are looked at for their sessions, $4 the client; null: all of them. The first %s says which grants are
   * left, the second as in END what becomes of them.
   */
  private static final String PART = """
      WITH these AS MATERIALIZED (
        SELECT DISTINCT sid FROM (
          SELECT sid FROM oidc.application_grant
          WHERE account_id = $1 AND client_id = coalesce($4, client_id) AND %s LIMIT $3) AS grants),
      found AS (
        SELECT id, client_id, account_id, sid, logout_told_at, redeemed_at
        FROM these JOIN oidc.application_grant USING (sid)
        WHERE client_id = coalesce($4, client_id)),
      told AS (
        INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
        SELECT gen_random_uuid(), client_id, account_id, sid, $2, $2 FROM (
          SELECT DISTINCT client_id, account_id, sid FROM found
          WHERE logout_told_at IS NULL AND redeemed_at IS NOT NULL) AS untold),
      %s
      SELECT FROM found LIMIT 1""";
  private static final String END_PART =
      String.format(Locale.ROOT, PART, "(ended_at IS NULL OR logout_told_at IS NULL)", ENDED);
  private static final String FORGET_PART = String.format(Locale.ROOT, PART, "true", FORGOTTEN);
  private static final int GRANTS_OF_PART = 5_000;
  private static final String FORGET_CONSENTS = "DELETE FROM oidc.consent WHERE account_id = $1";
  private static final String FORGET_CONSENT = "DELETE FROM oidc.consent WHERE account_id = $1 AND client_id = $2";

  /**
   * Takes what is due, a few of each client, so that one that does not answer keeps none waiting, however much waits for
   * it. What another node has just taken is seen when the row is locked; {@code IS TRUE} leaves its key as the only way
   * to find it. $1 now, $2 until when no other node takes it.
   */
  private static final String TAKE = """
      WITH RECURSIVE client AS (
        (SELECT client_id COLLATE "C" AS id FROM oidc.logout_delivery ORDER BY 1 LIMIT 1)
        UNION ALL
        SELECT (
          SELECT client_id COLLATE "C" FROM oidc.logout_delivery WHERE client_id COLLATE "C" > c.id ORDER BY 1 LIMIT 1)
        FROM client c WHERE c.id IS NOT NULL),
      due AS (
        SELECT d.id FROM client c CROSS JOIN LATERAL (
          SELECT id, next_try_at FROM oidc.logout_delivery WHERE client_id COLLATE "C" = c.id AND next_try_at <= $1
          ORDER BY next_try_at LIMIT 5) d
        ORDER BY d.next_try_at LIMIT 40)
      UPDATE oidc.logout_delivery SET next_try_at = $2, tries = tries + 1
      WHERE id = ANY (ARRAY(
        SELECT id FROM oidc.logout_delivery
        WHERE id = ANY (ARRAY(SELECT id FROM due)) AND (next_try_at <= $1) IS TRUE
        FOR UPDATE SKIP LOCKED))
      RETURNING id, client_id, account_id, sid, made_at, tries""";

  private static final String DONE = "DELETE FROM oidc.logout_delivery WHERE id = $1";
  private static final String AGAIN = "UPDATE oidc.logout_delivery SET next_try_at = $2 WHERE id = $1";

  private final Pool pool;

  PgLogoutStore(Pool pool) {
    this.pool = pool;
  }

  /** A logout token on its way; {@code tries} counts this one. */
  record Delivery(UUID id, String clientId, UUID accountId, UUID sid, Instant madeAt, int tries) {}

  /** The id of the last ending that was acted on. */
  Future<Long> last() {
    return pool.query(LAST).execute().map(rows -> rows.iterator().next().getLong("last_id"));
  }

  /**
   * Ends the grants that the ending ends, and puts a logout token on its way for each application and session.
   *
   * @return false: another node is at it, or has done it just now
   */
  Future<Boolean> end(Ending ending, Instant now) {
    return ending.kind() == Kind.SESSION
        ? end(END_SESSION, ending, ending.sid().orElse(ending.accountId()), now)
        : isLarge(ending.accountId()).compose(large -> large
            ? pool.withTransaction(connection -> endLarge(connection, ending, now))
            : end(ending.kind() == Kind.DELETED ? FORGET_ACCOUNT : END_ACCOUNT, ending, ending.accountId(), now));
  }

  private Future<Boolean> end(String sql, Ending ending, UUID whose, Instant now) {
    return pool.preparedQuery(sql).execute(Tuple.of(ending.id(), Sql.utc(now), whose)).map(true);
  }

  private Future<Boolean> isLarge(UUID accountId) {
    return pool.preparedQuery(IS_LARGE).execute(Tuple.of(accountId, GRANTS_OF_PART))
        .map(rows -> rows.iterator().next().getBoolean("large"));
  }

  private static Future<Boolean> endLarge(SqlConnection connection, Ending ending, Instant now) {
    return connection.preparedQuery(TURN).execute(Tuple.of(ending.id())).compose(turn -> turn.size() == 0
        ? Future.succeededFuture(false)
        : endGrants(connection, ending, now)
            .compose(ended -> connection.preparedQuery(MOVE).execute(Tuple.of(ending.id())))
            .map(true));
  }

  private static Future<Void> endGrants(SqlConnection connection, Ending ending, Instant now) {
    return ending.kind() != Kind.DELETED
        ? endParts(connection, END_PART, ending.accountId(), null, now)
        : endParts(connection, FORGET_PART, ending.accountId(), null, now)
            .compose(ended -> connection.preparedQuery(FORGET_CONSENTS).execute(Tuple.of(ending.accountId())))
            .mapEmpty();
  }

  private static Future<Void> endParts(
      SqlClient connection, String sql, UUID accountId, String clientId, Instant now) {
    return connection.preparedQuery(sql).execute(Tuple.of(accountId, Sql.utc(now), GRANTS_OF_PART, clientId))
        .compose(rows -> rows.size() == 0
            ? Future.succeededFuture() : endParts(connection, sql, accountId, clientId, now));
  }

  /** Takes back all that one application has of an account, and the consent. */
  Future<Void> endClient(UUID accountId, String clientId, Instant now) {
    return pool.preparedQuery(FORGET_CONSENT).execute(Tuple.of(accountId, clientId))
        .compose(forgotten -> endParts(pool, END_PART, accountId, clientId, now));
  }

  /** What is due, for this node alone for as long as {@code lease}. */
  Future<List<Delivery>> take(Instant now, Duration lease) {
    return pool.preparedQuery(TAKE).mapping(PgLogoutStore::delivery)
        .execute(Tuple.of(Sql.utc(now), Sql.utc(now.plus(lease))))
        .map(rows -> rows.stream().toList());
  }

  Future<Void> done(Delivery delivery) {
    return pool.preparedQuery(DONE).execute(Tuple.of(delivery.id)).mapEmpty();
  }

  Future<Void> again(Delivery delivery, Instant at) {
    return pool.preparedQuery(AGAIN).execute(Tuple.of(delivery.id, Sql.utc(at))).mapEmpty();
  }

  private static Delivery delivery(Row row) {
    return new Delivery(
        row.getUUID("id"), row.getString("client_id"), row.getUUID("account_id"), row.getUUID("sid"),
        row.getOffsetDateTime("made_at").toInstant(), row.getInteger("tries"));
  }
}
