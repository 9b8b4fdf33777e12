package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.util.UUID;

/** Takes an application's grants, tokens and consent back for the person; it is told by a logout token. */
public record EndApplication(UUID operationId, Secret voucher, String clientId, RequestInfo requestInfo) {
  /** @param session whether the voucher stands for a session */
  public record Answer(boolean session) {}

  public static final BusOperation<EndApplication, Answer> OPERATION =
      BusOperation.of("oidc.application.end.v1", Hop.WEB_TO_OIDC, EndApplication.class, Answer.class);
}
