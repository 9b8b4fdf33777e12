package dev.ally.oidc;

import dev.ally.crypto.Keyring;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/** Upkeep of the schema {@code oidc}: notes the key that seals, and answers the readiness check. */
final class PgUpkeep {
  private static final String USE_KEY =
      "INSERT INTO oidc.sealing_key (id, first_used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
  /** Changes nothing, but fails where the database cannot be written, for example on a standby. */
  private static final String PING = "DELETE FROM oidc.sealing_key WHERE false";

  private final Pool pool;

  PgUpkeep(Pool pool) {
    this.pool = pool;
  }

  /** Records the key that seals from now on, so that a start without this key is refused. */
  Future<Void> useKey(Keyring keyring, Instant now) {
    return pool.preparedQuery(USE_KEY).execute(Tuple.of(keyring.sealingId(), now.atOffset(ZoneOffset.UTC))).mapEmpty();
  }

  /** Succeeds while the database answers and can be written. */
  Future<Void> ping() {
    return pool.query(PING).execute().mapEmpty();
  }
}
