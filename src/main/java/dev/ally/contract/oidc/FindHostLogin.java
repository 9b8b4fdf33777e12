package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** Which application waits for this login? For the login pages, which name it. */
public record FindHostLogin(Secret destination) {
  /** @param clientName empty: there is no such login any more */
  public record Answer(String clientName) {}

  public static final BusOperation<FindHostLogin, Answer> OPERATION =
      BusOperation.of("oidc.forward.find.v1", Hop.WEB_TO_OIDC, FindHostLogin.class, Answer.class);
}
