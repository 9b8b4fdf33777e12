package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.List;

/**
 * Which clients are registered? Some at a time, in the order of their ids; for the operator alone.
 *
 * @param afterClientId of the last one before; empty: from the first on
 */
public record ListClients(String afterClientId) {
  /** The first question. */
  public static final ListClients START = new ListClients("");

  /**
   * One client.
   *
   * @param type as the registry's file has it, as the next two have it
   */
  public record Listed(String clientId, String clientName, String type, String authMethod, String secondFactor) {}

  /** @param clients none: there are no more */
  public record Answer(List<Listed> clients) {
    public Answer {
      clients = List.copyOf(clients);
    }
  }

  public static final BusOperation<ListClients, Answer> OPERATION =
      BusOperation.of("oidc.clients.list.v1", Hop.OPERATOR, ListClients.class, Answer.class);

  /** The question for those behind these. */
  public static ListClients after(List<Listed> some) {
    return new ListClients(some.get(some.size() - 1).clientId);
  }
}
