package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Removes a client, with all that was granted to it; for the operator alone. */
public record RemoveClient(UUID operationId, String clientId) {
  public enum Outcome {
    NO_CLIENT,
    REMOVED
  }

  public record Answer(@Fallback("NO_CLIENT") Outcome outcome) {}

  public static final BusOperation<RemoveClient, Answer> OPERATION =
      BusOperation.of("oidc.clients.remove.v1", Hop.UPKEEP, RemoveClient.class, Answer.class);
}
