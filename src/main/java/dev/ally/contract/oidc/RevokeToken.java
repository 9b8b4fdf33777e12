package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** Ends a token of the client; a refresh token with all that came of it (RFC 7009). */
public record RevokeToken(ClientProof client, Secret token) {
  public record Answer(ProtocolError error) {}

  public static final BusOperation<RevokeToken, Answer> OPERATION =
      BusOperation.of("oidc.revoke.v1", Hop.WEB_TO_OIDC, RevokeToken.class, Answer.class);
}
