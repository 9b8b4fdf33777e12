package dev.ally.oidc.logout;

import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Which endings were acted on, and which logout tokens are on their way, in PostgreSQL. */
final class PgLogoutStore {
  private static final String LAST = "SELECT last_id FROM oidc.ending_cursor";

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
  private static final String END_ACCOUNT = String.format(Locale.ROOT, END, "account_id", """
      ended AS (
        UPDATE oidc.application_grant g SET logout_told_at = COALESCE(g.logout_told_at, $2),
          ended_at = COALESCE(g.ended_at, $2)
        FROM found f WHERE g.id = f.id)""");
  private static final String FORGET_ACCOUNT = String.format(Locale.ROOT, END, "account_id", """
      forgotten AS (DELETE FROM oidc.application_grant g USING found f WHERE g.id = f.id),
      agreed AS (DELETE FROM oidc.consent WHERE account_id = $3)""");

  /** $1 account, $2 client, $3 now. */
  private static final String END_CLIENT = """
      WITH agreed AS (DELETE FROM oidc.consent WHERE account_id = $1 AND client_id = $2),
      found AS (
        SELECT id, sid, logout_told_at, redeemed_at FROM oidc.application_grant
        WHERE account_id = $1 AND client_id = $2),
      ended AS (
        UPDATE oidc.application_grant g SET logout_told_at = $3, ended_at = COALESCE(g.ended_at, $3)
        FROM found f WHERE g.id = f.id)
      INSERT INTO oidc.logout_delivery (id, client_id, account_id, sid, made_at, next_try_at)
      SELECT gen_random_uuid(), $2, $1, sid, $3, $3 FROM (
        SELECT DISTINCT sid FROM found WHERE logout_told_at IS NULL AND redeemed_at IS NOT NULL) AS untold""";

  /**
   * Takes what is due, a few of each client, so that one that does not answer keeps none waiting. $1 now, $2 until when
   * no other node takes it.
   */
  private static final String TAKE = """
      WITH due AS (
        SELECT id, client_id, row_number() OVER (PARTITION BY client_id ORDER BY next_try_at) AS place
        FROM (SELECT id, client_id, next_try_at FROM oidc.logout_delivery WHERE next_try_at <= $1
          ORDER BY next_try_at LIMIT 1000) AS first),
      taken AS (
        SELECT d.id FROM oidc.logout_delivery d JOIN due USING (id) WHERE due.place <= 5 AND d.next_try_at <= $1
        ORDER BY d.next_try_at LIMIT 40 FOR UPDATE OF d SKIP LOCKED)
      UPDATE oidc.logout_delivery d SET next_try_at = $2, tries = tries + 1 FROM taken t WHERE d.id = t.id
      RETURNING d.id, d.client_id, d.account_id, d.sid, d.made_at, d.tries""";

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

  /** Ends the grants that the ending ends, and puts a logout token on its way for each application and session. */
  Future<Void> end(Ending ending, Instant now) {
    String sql = ending.kind() == Kind.SESSION ? END_SESSION
        : ending.kind() == Kind.DELETED ? FORGET_ACCOUNT : END_ACCOUNT;
    return pool.preparedQuery(sql)
        .execute(Tuple.of(ending.id(), Sql.utc(now), ending.sid().orElse(ending.accountId()))).mapEmpty();
  }

  /** Takes back all that one application has of an account, and the consent. */
  Future<Void> endClient(UUID accountId, String clientId, Instant now) {
    return pool.preparedQuery(END_CLIENT).execute(Tuple.of(accountId, clientId, Sql.utc(now))).mapEmpty();
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
