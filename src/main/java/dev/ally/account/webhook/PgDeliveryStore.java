package dev.ally.account.webhook;

import dev.ally.account.event.EventKind;
import dev.ally.account.event.SecurityEvent;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Events that receivers have still to get, in PostgreSQL. A trigger writes them beside each event. Taking one makes it
 * due again after a lease, and it is deleted once the receiver has it. So it is sent at least once, and by one node at
 * a time. Of the events of one account only the oldest is taken, so that they arrive in order. Those without an account
 * have no order.
 */
final class PgDeliveryStore {
  private static final String RECEIVERS = "SELECT id, url FROM account.webhook WHERE state <> 'off' ORDER BY id";

  /** $1 webhook, $2 now, $3 the end of the lease, $4 how many. */
  private static final String TAKE = """
      WITH taken AS (
        UPDATE account.webhook_delivery SET tries = tries + 1, due_at = $3::timestamptz
        WHERE ctid = ANY (ARRAY(
          SELECT d.ctid FROM account.webhook_delivery d
          WHERE d.webhook_id = $1 AND d.due_at <= $2::timestamptz AND (
            d.account_id = '00000000-0000-0000-0000-000000000000' OR d.event_nr = (
              SELECT event_nr FROM account.webhook_delivery
              WHERE webhook_id = d.webhook_id AND account_id = d.account_id ORDER BY event_nr LIMIT 1))
          ORDER BY d.due_at, d.event_nr LIMIT $4
          FOR UPDATE OF d SKIP LOCKED))
        RETURNING account_id AS in_order_of, event_nr, tries)
      SELECT e.*, t.in_order_of, t.tries
      FROM taken t CROSS JOIN LATERAL (SELECT * FROM account.event WHERE nr = t.event_nr LIMIT 1) e
      ORDER BY e.nr""";

  /**
   * The receiver stays failing while there is another event that it has not taken three times. $1 webhook, $2 account,
   * $3 event, $4 now. A row changes where the receiver was failing.
   */
  private static final String DONE = """
      WITH done AS (
        DELETE FROM account.webhook_delivery WHERE webhook_id = $1 AND account_id = $2 AND event_nr = $3)
      UPDATE account.webhook SET state = 'active', since = $4, problem = ''
      WHERE id = $1 AND state = 'failing' AND NOT EXISTS (
        SELECT FROM account.webhook_delivery other
        WHERE other.webhook_id = $1 AND other.tries >= 3 AND NOT (other.account_id = $2 AND other.event_nr = $3))""";

  /** $1 webhook, $2 account, $3 event, $4 how often it was tried when it was taken, $5 when it is due. */
  private static final String AGAIN = """
      UPDATE account.webhook_delivery SET due_at = $5
      WHERE webhook_id = $1 AND account_id = $2 AND event_nr = $3 AND tries = $4""";

  private static final String PROBLEM = "UPDATE account.webhook SET problem = $2 WHERE id = $1 AND problem <> $2";

  private static final String FAILING =
      "UPDATE account.webhook SET state = 'failing', since = $2 WHERE id = $1 AND state = 'active'";

  private static final String OFF = """
      UPDATE account.webhook SET state = 'off', since = $2, problem = 'the answer was 410'
      WHERE id = $1 AND state <> 'off'""";

  private static final String DROP_ALL = """
      WITH dropped AS (DELETE FROM account.webhook_delivery WHERE webhook_id = $1 RETURNING 1),
      counted AS (SELECT count(*) AS events FROM dropped),
      noted AS (
        UPDATE account.webhook SET given_up = given_up + counted.events FROM counted WHERE id = $1),
      told AS (
        INSERT INTO account.event (at, what, outcome, reason)
        VALUES ($2, $3, 'failure', $1::uuid::text))
      SELECT events FROM counted""";

  /**
   * Events that were tried for too long, or are so old that they are about to be deleted themselves, and what is left
   * of webhooks that are no more. $1 and $2 before which they happened, $3 now.
   */
  private static final String GIVE_UP = """
      WITH dropped AS (
        DELETE FROM account.webhook_delivery d
        WHERE made_at <= $2::timestamptz OR made_at <= $1::timestamptz AND (
          tries > 0 OR NOT EXISTS (SELECT FROM account.webhook w WHERE w.id = d.webhook_id AND w.state = 'active'))
        RETURNING webhook_id),
      counted AS (SELECT webhook_id, count(*) AS events FROM dropped GROUP BY webhook_id)
      UPDATE account.webhook w SET
        given_up = given_up + c.events,
        since = CASE WHEN state = 'active' THEN $3::timestamptz ELSE since END,
        state = CASE WHEN state = 'active' THEN 'failing' ELSE state END
      FROM counted c WHERE w.id = c.webhook_id
      RETURNING w.id, c.events""";

  /** Where events go. */
  record Receiver(UUID webhookId, URI url) {}

  /**
   * An event that this node is to send.
   *
   * @param inOrderOf the account whose events arrive in order; zeros for those without one
   * @param tries how often it was taken, this time included
   */
  record Delivery(UUID webhookId, UUID inOrderOf, SecurityEvent event, int tries) {
    private Tuple key() {
      return Tuple.of(webhookId, inOrderOf, event.nr());
    }
  }

  /** How many events a receiver never got. */
  record GivenUp(UUID webhookId, long events) {}

  private final Pool pool;

  PgDeliveryStore(Pool pool) {
    this.pool = pool;
  }

  Future<List<Receiver>> receivers() {
    return pool.preparedQuery(RECEIVERS).execute().map(rows ->
        Sql.all(rows, row -> new Receiver(row.getUUID("id"), URI.create(row.getString("url")))));
  }

  Future<List<Delivery>> take(UUID webhookId, Instant now, Instant leaseEnds, int most) {
    return pool.preparedQuery(TAKE).execute(Tuple.of(webhookId, Sql.utc(now), Sql.utc(leaseEnds), most))
        .map(rows -> Sql.all(rows, row -> new Delivery(
            webhookId, row.getUUID("in_order_of"), SecurityEvent.of(row), row.getInteger("tries"))));
  }

  /** Returns whether the receiver was failing until now, and is active again. */
  Future<Boolean> done(Delivery delivery, Instant now) {
    return pool.preparedQuery(DONE).execute(delivery.key().addValue(Sql.utc(now)))
        .map(changed -> changed.rowCount() == 1);
  }

  /** Makes it due again, unless its lease has ended and another node has taken it. */
  Future<Void> again(Delivery delivery, Instant dueAt, String problem) {
    return pool.preparedQuery(AGAIN).execute(delivery.key().addValue(delivery.tries()).addValue(Sql.utc(dueAt)))
        .compose(changed -> pool.preparedQuery(PROBLEM).execute(Tuple.of(delivery.webhookId(), problem)))
        .mapEmpty();
  }

  /** Returns whether it was active until now. */
  Future<Boolean> failing(UUID webhookId, Instant now) {
    return pool.preparedQuery(FAILING).execute(Tuple.of(webhookId, Sql.utc(now)))
        .map(changed -> changed.rowCount() == 1);
  }

  /**
   * Sends it nothing more.
   *
   * @return how many events it does not get; nothing if it was off already
   */
  Future<List<GivenUp>> off(UUID webhookId, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(OFF)
        .execute(Tuple.of(webhookId, Sql.utc(now)))
        .compose(changed -> changed.rowCount() == 0
            ? Future.succeededFuture(List.<GivenUp>of())
            : connection.preparedQuery(DROP_ALL)
                .execute(Tuple.of(webhookId, Sql.utc(now), EventKind.WEBHOOK_OFF.name()))
                .map(rows -> List.of(new GivenUp(
                    webhookId, Sql.first(rows).orElseThrow().getLong("events"))))));
  }

  Future<List<GivenUp>> giveUp(Instant triedSince, Instant keptSince, Instant now) {
    return pool.preparedQuery(GIVE_UP).execute(Tuple.of(Sql.utc(triedSince), Sql.utc(keptSince), Sql.utc(now)))
        .map(rows -> Sql.all(rows, row -> new GivenUp(row.getUUID("id"), row.getLong("events"))));
  }
}
