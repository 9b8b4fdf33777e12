package dev.ally.oidc.client;

import dev.ally.crypto.Sealed;
import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.database.Sweep;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The registry in PostgreSQL, as it is changed. */
final class PgRegistry {
  /** One change at a time; clients are read meanwhile. */
  private static final String LOCK = "LOCK TABLE oidc.client IN SHARE ROW EXCLUSIVE MODE";

  private static final String OUTCOME = "SELECT outcome FROM oidc.registry_operation WHERE id = $1";
  private static final String DECIDE =
      "INSERT INTO oidc.registry_operation (id, outcome, decided_at) VALUES ($1, $2, $3)";

  private static final String ALL = "SELECT id, definition FROM oidc.client";
  private static final String SOME = "SELECT definition FROM oidc.client WHERE id > $1 ORDER BY id LIMIT $2";
  private static final String WITH_SECRETS = "SELECT DISTINCT client_id FROM oidc.client_secret";

  /** $1 ids, $2 definitions, $3 now. */
  private static final String PUT = """
      INSERT INTO oidc.client (id, definition, changed_at)
      SELECT id, definition, $3 FROM unnest($1::text[], $2::text[]) AS put (id, definition)
      ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, changed_at = $3""";

  /**
   * Some rows of a table, by an index in this collation: a statement has a limit of time, and a client may have
   * millions. $1 clients, $2 how many.
   */
  private static final String REMOVE_SOME = """
      DELETE FROM oidc.%1$s WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM oidc.%1$s WHERE client_id COLLATE "C" = ANY ($1::text[]) LIMIT $2 FOR UPDATE))""";
  private static final int SOME_ROWS = 100_000;
  private static final String REMOVE = "DELETE FROM oidc.client WHERE id = ANY ($1::text[])";
  private static final String CLEAR_HOSTS = "DELETE FROM oidc.client_host WHERE client_id = ANY ($1::text[])";
  private static final String CLEAR_ORIGINS = "DELETE FROM oidc.client_origin WHERE client_id = ANY ($1::text[])";
  private static final String CLEAR_SECRETS = "DELETE FROM oidc.client_secret WHERE client_id = ANY ($1::text[])";
  private static final String PUT_HOSTS =
      "INSERT INTO oidc.client_host (host, client_id) SELECT * FROM unnest($1::text[], $2::text[])";
  private static final String PUT_ORIGINS =
      "INSERT INTO oidc.client_origin (origin, client_id) SELECT * FROM unnest($1::text[], $2::text[])";

  private static final String PUT_SECRETS = """
      INSERT INTO oidc.client_secret (id, client_id, sealed_hash, sealing_key_id, made_at)
      SELECT id, client_id, sealed_hash, sealing_key_id, $5
      FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[])
        AS put (id, client_id, sealed_hash, sealing_key_id)""";

  /** $1 client, $2 now, $3 the end. */
  private static final String END_SECRETS = """
      UPDATE oidc.client_secret SET expires_at = least(expires_at, $3)
      WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2)""";

  private static final Sweep SECRETS = Sweep.of(Schema.OIDC, "client_secret", "expires_at");
  private static final Sweep ASSERTIONS = Sweep.of(Schema.OIDC, "used_assertion", "expires_at");
  private static final Sweep OPERATIONS = Sweep.of(Schema.OIDC, "registry_operation", "decided_at");
  /** Long after the last repetition of an operation. */
  private static final Duration OPERATION_LIFE = Duration.ofDays(2);

  /** A new secret of a client, as it is stored. */
  record NewSecret(UUID id, String clientId, Sealed sealed) {}

  private final Pool pool;
  private final List<String> belongings;

  /** @param belongings tables with a column {@code client_id}; their rows go with the client */
  PgRegistry(Pool pool, List<String> belongings) {
    this.pool = pool;
    this.belongings = List.copyOf(belongings);
  }

  /**
   * Does a change alone and once.
   *
   * @param change returns its outcome; if that is empty, nothing is changed, and nothing is remembered
   * @return the outcome, also when the same operation is asked again
   */
  Future<Optional<String>> once(
      UUID operationId, Instant now, Function<SqlConnection, Future<Optional<String>>> change) {
    return pool.withTransaction(connection -> connection.query(LOCK).execute()
        .compose(locked -> connection.preparedQuery(OUTCOME).execute(Tuple.of(operationId)))
        .compose(rows -> rows.size() > 0
            ? Future.succeededFuture(Optional.of(rows.iterator().next().getString("outcome")))
            : change.apply(connection).compose(outcome -> outcome.isEmpty() ? Future.succeededFuture(outcome)
                : connection.preparedQuery(DECIDE).execute(Tuple.of(operationId, outcome.get(), Sql.utc(now)))
                    .map(outcome))));
  }

  /** The definitions of all clients, by their ids. */
  Future<Map<String, String>> all(SqlConnection connection) {
    return connection.preparedQuery(ALL).execute().map(rows -> {
      Map<String, String> all = new LinkedHashMap<>();
      rows.forEach(row -> all.put(row.getString("id"), row.getString("definition")));
      return all;
    });
  }

  /** Some definitions, in the order of the ids. */
  Future<List<String>> some(String afterId, int atMost) {
    return pool.preparedQuery(SOME).execute(Tuple.of(afterId, atMost)).map(rows -> column(rows, "definition"));
  }

  /** The ids of clients that have a secret. */
  Future<List<String>> withSecrets(SqlConnection connection) {
    return connection.preparedQuery(WITH_SECRETS).execute().map(rows -> column(rows, "client_id"));
  }

  /** Clients as they are stored, with all that follows from their definitions. */
  record Rows(String[] ids, String[] definitions, String[] withoutSecrets, Pairs hosts, Pairs origins) {
    static Rows of(List<Client> clients) {
      return new Rows(
          clients.stream().map(Client::id).toArray(String[]::new),
          clients.stream().map(client -> ClientJson.write(client).encode()).toArray(String[]::new),
          clients.stream().filter(client -> !client.hasSecrets()).map(Client::id).toArray(String[]::new),
          Pairs.of(clients, Client::hosts), Pairs.of(clients, Client::origins));
    }
  }

  /** Values, each with the client that has it. */
  private record Pairs(String[] values, String[] ids) {
    static Pairs of(List<Client> clients, Function<Client, Collection<String>> valuesOf) {
      List<String> values = new ArrayList<>();
      List<String> ids = new ArrayList<>();
      clients.forEach(client -> valuesOf.apply(client).forEach(value -> {
        values.add(value);
        ids.add(client.id());
      }));
      return new Pairs(values.toArray(String[]::new), ids.toArray(String[]::new));
    }

    Tuple parameters() {
      return PgRegistry.parameters(values, ids);
    }
  }

  /** Adds clients, or changes them. */
  Future<Void> put(SqlConnection connection, Rows rows, Instant now) {
    Tuple ids = parameters((Object) rows.ids);
    return connection.preparedQuery(PUT).execute(parameters(rows.ids, rows.definitions, Sql.utc(now)))
        .compose(put -> connection.preparedQuery(CLEAR_HOSTS).execute(ids))
        .compose(cleared -> connection.preparedQuery(CLEAR_ORIGINS).execute(ids))
        .compose(cleared ->
            connection.preparedQuery(CLEAR_SECRETS).execute(parameters((Object) rows.withoutSecrets)))
        .compose(cleared -> connection.preparedQuery(PUT_HOSTS).execute(rows.hosts.parameters()))
        .compose(put -> connection.preparedQuery(PUT_ORIGINS).execute(rows.origins.parameters()))
        .mapEmpty();
  }

  /**
   * Removes clients and what belongs to them, so that another client of the same id has nothing of it.
   *
   * @return how many of them there were
   */
  Future<Integer> remove(SqlConnection connection, Collection<String> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(0);
    }
    String[] removed = ids.toArray(String[]::new);
    Future<Void> done = Future.succeededFuture();
    for (String table : belongings) {
      done = done.compose(before ->
          removeAll(connection, String.format(Locale.ROOT, REMOVE_SOME, table), parameters(removed, SOME_ROWS)));
    }
    return done.compose(gone -> connection.preparedQuery(REMOVE).execute(parameters((Object) removed)))
        .map(RowSet::rowCount);
  }

  private static Future<Void> removeAll(SqlConnection connection, String sql, Tuple some) {
    return connection.preparedQuery(sql).execute(some).compose(gone ->
        gone.rowCount() == 0 ? Future.succeededFuture() : removeAll(connection, sql, some));
  }

  Future<Void> putSecrets(SqlConnection connection, List<NewSecret> secrets, Instant now) {
    return connection.preparedQuery(PUT_SECRETS)
        .execute(parameters(
            secrets.stream().map(NewSecret::id).toArray(UUID[]::new),
            secrets.stream().map(NewSecret::clientId).toArray(String[]::new),
            secrets.stream().map(secret -> Buffer.buffer(secret.sealed.bytes())).toArray(Buffer[]::new),
            secrets.stream().map(secret -> secret.sealed.keyId()).toArray(String[]::new),
            Sql.utc(now)))
        .mapEmpty();
  }

  Future<Void> endSecrets(SqlConnection connection, String clientId, Instant now, Instant end) {
    return connection.preparedQuery(END_SECRETS).execute(Tuple.of(clientId, Sql.utc(now), Sql.utc(end))).mapEmpty();
  }

  /** Deletes what has expired. */
  Future<Void> sweep(Instant now) {
    return SECRETS.sweep(pool, Sql.utc(now))
        .compose(swept -> ASSERTIONS.sweep(pool, Sql.utc(now)))
        .compose(swept -> OPERATIONS.sweep(pool, Sql.utc(now.minus(OPERATION_LIFE))));
  }

  /** An array among them is one parameter. */
  private static Tuple parameters(Object... values) {
    return Tuple.from(values);
  }

  private static List<String> column(RowSet<Row> rows, String name) {
    return Sql.all(rows, row -> row.getString(name));
  }
}
