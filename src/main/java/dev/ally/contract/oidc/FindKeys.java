package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;

/** The public signing keys: of each algorithm the present one, the next and the previous. */
public record FindKeys() {
  /** @param keys a JWK set (RFC 7517 §5) */
  public record Answer(String keys) {}

  public static final BusOperation<FindKeys, Answer> OPERATION =
      BusOperation.of("oidc.keys.v1", Hop.WEB_TO_OIDC, FindKeys.class, Answer.class);
}
