package dev.ally.oidc.client;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The registry, as it is at this moment: each question reads the database, so that a change counts at once. */
public final class Clients {
  private static final String FIND = "SELECT definition FROM oidc.client WHERE id = $1";
  private static final String FIND_BY_HOST = """
      SELECT definition FROM oidc.client_host h JOIN oidc.client c ON c.id = h.client_id WHERE h.host = $1""";
  private static final String FIND_ALL = "SELECT definition FROM oidc.client WHERE id = ANY($1)";
  private static final String HAS_ORIGIN = "SELECT FROM oidc.client_origin WHERE origin = $1 LIMIT 1";

  private final Pool pool;

  public Clients(Pool pool) {
    this.pool = pool;
  }

  public Future<Optional<Client>> find(String id) {
    return Client.isId(id) ? client(FIND, id) : Future.succeededFuture(Optional.empty());
  }

  /** Those of these ids that are registered, by their ids. */
  public Future<Map<String, Client>> findAll(Collection<String> ids) {
    return pool.preparedQuery(FIND_ALL).mapping(Clients::of).execute(Tuple.of(ids.toArray(String[]::new)))
        .map(found -> found.stream().collect(Collectors.toMap(Client::id, client -> client)));
  }

  /** Whether a host can be registered in this form: in lower case, with a port only if it is not the default. */
  public static boolean isHost(String hostWithPort) {
    return RegisteredUri.problemOfHost(hostWithPort).isEmpty();
  }

  /** The client of a row with its {@code definition}, for statements that find more than that. */
  public static Client of(Row row) {
    return ClientJson.read(row.getString("definition"));
  }

  /** @param hostWithPort as {@link #isHost} has it */
  public Future<Optional<Client>> findByHost(String hostWithPort) {
    return isHost(hostWithPort) ? client(FIND_BY_HOST, hostWithPort)
        : Future.succeededFuture(Optional.empty());
  }

  /** Whether a browser client has a redirect address of this origin (RFC 6454 §6.2). */
  public Future<Boolean> hasOrigin(String origin) {
    return RegisteredUri.isOrigin(origin)
        ? pool.preparedQuery(HAS_ORIGIN).execute(Tuple.of(origin)).map(rows -> rows.size() > 0)
        : Future.succeededFuture(false);
  }

  private Future<Optional<Client>> client(String sql, String key) {
    return pool.preparedQuery(sql).execute(Tuple.of(key)).map(Clients::client);
  }

  private static Optional<Client> client(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(of(rows.iterator().next()));
  }
}
