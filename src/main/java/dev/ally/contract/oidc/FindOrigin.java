package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;

/** Whether a browser client is registered with a redirect address of this origin (CORS). */
public record FindOrigin(String origin) {
  public record Answer(boolean registered) {}

  public static final BusOperation<FindOrigin, Answer> OPERATION =
      BusOperation.of("oidc.origin.v1", Hop.WEB_TO_OIDC, FindOrigin.class, Answer.class);
}
