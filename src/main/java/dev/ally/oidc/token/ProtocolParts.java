package dev.ally.oidc.token;

import dev.ally.bus.Bus;
import dev.ally.oidc.client.ClientAuthentication;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.key.Signer;
import io.vertx.sqlclient.Pool;
import java.time.Clock;

/**
 * What the services of the protocol are made of.
 *
 * @param issuer the public URL, without a slash at its end
 * @param bus reaches {@code account}
 */
public record ProtocolParts(
    Pool pool, PgTokenKey keys, Clients clients, ClientAuthentication authentication, Signer signer, String issuer,
    Bus bus, Clock clock) {
  PgGrantStore store() {
    return new PgGrantStore(pool);
  }

  Standings standings() {
    return new Standings(bus);
  }

  ReusedGrants reused() {
    return new ReusedGrants(store(), clients, bus, clock);
  }
}
