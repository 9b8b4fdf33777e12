package dev.ally.oidc.authorize;

import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.database.Sweep;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;

/** Deletes expired authorization requests. */
public final class RequestSweep {
  private static final Sweep REQUESTS = Sweep.of(Schema.OIDC, "authorization_request", "expires_at");

  private final Pool pool;

  public RequestSweep(Pool pool) {
    this.pool = pool;
  }

  public Future<Void> sweep(Instant now) {
    return REQUESTS.sweep(pool, Sql.utc(now));
  }
}
