package dev.ally.oidc.client;

import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What clients prove themselves by, in PostgreSQL. */
final class PgClientProofs {
  /** $1 client, $2 now. */
  private static final String FIND = """
      SELECT c.definition, s.id, s.sealed_hash, s.sealing_key_id
      FROM oidc.client c
      LEFT JOIN oidc.client_secret s ON s.client_id = c.id AND (s.expires_at IS NULL OR s.expires_at > $2)
      WHERE c.id = $1""";

  /** Inserts a row, or finds that of the same request. $1 client, $2 hash, $3 request, $4 end, $5 no request. */
  private static final String USE = """
      INSERT INTO oidc.used_assertion AS u (client_id, jti_hash, request_id, expires_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (client_id, jti_hash) DO UPDATE SET expires_at = u.expires_at
        WHERE u.request_id = $3 AND $3 <> '00000000-0000-0000-0000-000000000000'""";

  record StoredSecret(UUID id, Sealed sealed) {}

  /** @param secrets those that are valid */
  record Found(Client client, List<StoredSecret> secrets) {}

  private final Pool pool;

  PgClientProofs(Pool pool) {
    this.pool = pool;
  }

  Future<Optional<Found>> find(String clientId, Instant now) {
    return pool.preparedQuery(FIND).execute(Tuple.of(clientId, Sql.utc(now))).map(PgClientProofs::found);
  }

  private static Optional<Found> found(RowSet<Row> rows) {
    List<StoredSecret> secrets = new ArrayList<>();
    String definition = null;
    for (Row row : rows) {
      definition = row.getString("definition");
      if (row.getUUID("id") != null) {
        secrets.add(new StoredSecret(row.getUUID("id"),
            new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_hash").getBytes())));
      }
    }
    return Optional.ofNullable(definition).map(text -> new Found(ClientJson.read(text), secrets));
  }

  /**
   * Uses an assertion up.
   *
   * @param requestId the same request may use it again; zeros: none may
   * @return false: it was used before
   */
  Future<Boolean> use(String clientId, byte[] jtiHash, UUID requestId, Instant expiresAt) {
    return pool.preparedQuery(USE)
        .execute(Tuple.of(clientId, Buffer.buffer(jtiHash), requestId, Sql.utc(expiresAt)))
        .map(used -> used.rowCount() == 1);
  }
}
