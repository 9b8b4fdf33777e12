package dev.ally.oidc.authorize;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/** Deletes expired authorization requests, in batches that hold no lock for long. */
public final class RequestSweep {
  /** Rows that another node deletes at this moment are left to it. */
  private static final String SWEEP = """
      DELETE FROM oidc.authorization_request WHERE token_hash = ANY (ARRAY(
        SELECT token_hash FROM oidc.authorization_request
        WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))""";
  private static final int BATCH = 1_000;
  /** A round has a limit; the next one goes on. */
  private static final int BATCHES = 200;

  private final Pool pool;

  public RequestSweep(Pool pool) {
    this.pool = pool;
  }

  public Future<Void> sweep(Instant now) {
    return sweep(now, BATCHES);
  }

  private Future<Void> sweep(Instant now, int left) {
    return pool.preparedQuery(SWEEP).execute(Tuple.of(now.atOffset(ZoneOffset.UTC), BATCH)).compose(deleted ->
        deleted.rowCount() == BATCH && left > 1 ? sweep(now, left - 1) : Future.succeededFuture());
  }
}
