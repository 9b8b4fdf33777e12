package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** What a token is, for the confidential client that it belongs to (RFC 7662). */
public record IntrospectToken(ClientProof client, Secret token) {
  /** @param claims a JSON object with at least {@code active} */
  public record Answer(ProtocolError error, String claims) {}

  public static final BusOperation<IntrospectToken, Answer> OPERATION =
      BusOperation.of("oidc.introspect.v1", Hop.WEB_TO_OIDC, IntrospectToken.class, Answer.class);
}
