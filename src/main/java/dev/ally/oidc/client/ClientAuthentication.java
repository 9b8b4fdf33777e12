package dev.ally.oidc.client;

import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Keyring;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.Optional;

/** Client authentication at the addresses of the protocol (RFC 6749 §2.3, RFC 7523 §2.2, OpenID Connect Core §9). */
public final class ClientAuthentication {
  /**
   * @param client empty: refused
   * @param error {@code INVALID_CLIENT}, the same whatever was wrong; {@link ProtocolError#NONE} with a client
   */
  public record Verdict(Optional<Client> client, ProtocolError error) {}

  /** @param issuer the audience of an assertion */
  public ClientAuthentication(Pool pool, Keyring keyring, Clock clock, String issuer) {
  }

  public Future<Verdict> authenticate(ClientProof proof) {
    return Future.succeededFuture(new Verdict(
        Optional.empty(), new ProtocolError(ProtocolError.Code.INVALID_CLIENT, "The client did not authenticate")));
  }
}
