package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.Optional;

/** What the registry says of a client; for the operator alone. */
public record FindClient(String clientId) {
  /** @param definition the client as a file of the registry has it, with every field; empty: no client has this id */
  public record Answer(Optional<String> definition) {}

  public static final BusOperation<FindClient, Answer> OPERATION =
      BusOperation.of("oidc.clients.find.v1", Hop.OPERATOR, FindClient.class, Answer.class);
}
