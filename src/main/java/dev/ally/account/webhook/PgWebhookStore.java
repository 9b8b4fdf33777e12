package dev.ally.account.webhook;

import dev.ally.account.event.EventKind;
import dev.ally.config.Limit;
import dev.ally.contract.account.ListWebhooks.Listed;
import dev.ally.contract.account.ListWebhooks.State;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Webhooks and their keys, in PostgreSQL. What an operator does with them is a security event. */
final class PgWebhookStore {
  private static final String FIND = "SELECT url FROM account.webhook WHERE id = $1";

  private static final String COUNT = "SELECT count(*) AS webhooks FROM account.webhook";

  /** $1 id, $2 url, $3 now. */
  private static final String ADD =
      "INSERT INTO account.webhook (id, url, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

  /** $1 key, $2 webhook, $3 sealed, $4 the key of that, $5 now. */
  private static final String ADD_KEY = """
      INSERT INTO account.webhook_key (id, webhook_id, sealed_key, sealing_key_id, made_at)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING""";

  /** $1 webhook, $2 the key that stays, $3 when the others end. */
  private static final String END_KEYS = """
      UPDATE account.webhook_key SET ends_at = $3::timestamptz
      WHERE webhook_id = $1 AND id <> $2 AND (ends_at IS NULL OR ends_at > $3::timestamptz)""";

  private static final String KEY = "SELECT id, sealed_key, sealing_key_id FROM account.webhook_key WHERE id = $1";

  /** The latest first. $1 webhook, $2 now, $3 how many. */
  private static final String KEYS = """
      SELECT id, sealed_key, sealing_key_id FROM account.webhook_key
      WHERE webhook_id = $1 AND (ends_at IS NULL OR ends_at > $2)
      ORDER BY made_at DESC, id LIMIT $3""";

  private static final String SWEEP_KEYS = "DELETE FROM account.webhook_key WHERE ends_at <= $1";

  /** $1 the last id before, $2 how many, $3 up to how many events are counted. */
  private static final String LIST = """
      SELECT w.*, (
        SELECT count(*) FROM (SELECT FROM account.webhook_delivery WHERE webhook_id = w.id LIMIT $3) d) AS waiting
      FROM account.webhook w WHERE w.id > $1 ORDER BY w.id LIMIT $2""";

  private static final String REMOVE = "DELETE FROM account.webhook WHERE id = $1";
  private static final String REMOVE_DELIVERIES = "DELETE FROM account.webhook_delivery WHERE webhook_id = $1";

  /** $1 now, $2 what, $3 webhook. */
  private static final String NOTE = """
      INSERT INTO account.event (at, what, actor, reason) VALUES ($1, $2, 'operator', $3::uuid::text)""";

  private static final int LISTED_AT_ONCE = 100;
  private static final int MOST_COUNTED = 1_000_000;
  private static final int MOST_SIGNATURES = 5;

  private final Pool pool;
  private final WebhookKeys keys;

  PgWebhookStore(Pool pool, WebhookKeys keys) {
    this.pool = pool;
    this.keys = keys;
  }

  /** The address; empty: there is no such webhook. */
  Future<Optional<String>> find(UUID id) {
    return pool.preparedQuery(FIND).execute(Tuple.of(id))
        .map(rows -> Sql.first(rows).map(row -> row.getString("url")));
  }

  /**
   * Adds a webhook, unless there is one of this id. Its first key has the same id. The event is written before it, so
   * that the new receiver does not get it.
   *
   * @return the key; empty: there are as many webhooks as may be
   */
  Future<Optional<Secret>> add(UUID id, String url, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(FIND).execute(Tuple.of(id))
        .compose(found -> found.size() > 0
            ? Future.succeededFuture(true)
            : connection.preparedQuery(COUNT).execute()
                .compose(counted -> Sql.first(counted).orElseThrow().getLong("webhooks") >= Limit.WEBHOOKS.count()
                    ? Future.succeededFuture(false)
                    : note(connection, EventKind.WEBHOOK_ADDED, id, now)
                        .compose(noted -> connection.preparedQuery(ADD).execute(Tuple.of(id, url, Sql.utc(now))))
                        .compose(added -> addKey(connection, id, id, now))
                        .map(true)))
        .compose(there -> there ? key(connection, id).map(Optional::of) : Future.succeededFuture(Optional.empty())));
  }

  /**
   * Adds a key to a webhook that is there, unless there is one of this id, and lets the others end.
   *
   * @return the key
   */
  Future<Secret> replaceKey(UUID keyId, UUID webhookId, Instant othersEnd, Instant now) {
    return pool.withTransaction(connection -> addKey(connection, keyId, webhookId, now)
        .compose(added -> added
            ? connection.preparedQuery(END_KEYS).execute(Tuple.of(webhookId, keyId, Sql.utc(othersEnd)))
                .compose(ended -> note(connection, EventKind.WEBHOOK_KEY_REPLACED, webhookId, now))
            : Future.succeededFuture())
        .compose(done -> key(connection, keyId)));
  }

  private Future<Boolean> addKey(SqlConnection connection, UUID keyId, UUID webhookId, Instant now) {
    Sealed sealed = keys.make(keyId);
    return connection.preparedQuery(ADD_KEY)
        .execute(Tuple.of(keyId, webhookId, Buffer.buffer(sealed.bytes()), sealed.keyId(), Sql.utc(now)))
        .map(added -> added.rowCount() == 1);
  }

  private Future<Secret> key(SqlClient client, UUID id) {
    return client.preparedQuery(KEY).execute(Tuple.of(id)).map(rows -> open(Sql.first(rows).orElseThrow()));
  }

  /** Those that sign now, the latest first. */
  Future<List<Secret>> keys(UUID webhookId, Instant now) {
    return pool.preparedQuery(KEYS).execute(Tuple.of(webhookId, Sql.utc(now), MOST_SIGNATURES))
        .map(rows -> Sql.all(rows, this::open));
  }

  private Secret open(Row row) {
    return keys.open(
        row.getUUID("id"), new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes()));
  }

  Future<List<Listed>> list(UUID after) {
    return pool.preparedQuery(LIST).execute(Tuple.of(after, LISTED_AT_ONCE, MOST_COUNTED))
        .map(rows -> Sql.all(rows, row -> new Listed(
            row.getUUID("id"), row.getString("url"), State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            Sql.instant(row, "since").orElseThrow(), row.getLong("waiting"), row.getLong("given_up"),
            row.getString("problem"))));
  }

  /** False: there is no such webhook. */
  Future<Boolean> remove(UUID id, Instant now) {
    return pool.withTransaction(connection -> connection.preparedQuery(REMOVE).execute(Tuple.of(id))
        .compose(removed -> removed.rowCount() == 0
            ? Future.succeededFuture(false)
            : connection.preparedQuery(REMOVE_DELIVERIES).execute(Tuple.of(id))
                .compose(deleted -> note(connection, EventKind.WEBHOOK_REMOVED, id, now))
                .map(true)));
  }

  private static Future<Void> note(SqlConnection connection, EventKind what, UUID webhookId, Instant now) {
    return connection.preparedQuery(NOTE).execute(Tuple.of(Sql.utc(now), what.name(), webhookId)).mapEmpty();
  }

  /** Deletes keys that have ended. */
  Future<Void> sweepKeys(Instant now) {
    return pool.preparedQuery(SWEEP_KEYS).execute(Tuple.of(Sql.utc(now))).mapEmpty();
  }
}
