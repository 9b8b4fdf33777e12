package dev.ally.app;

import dev.ally.contract.account.NoteOperatorAct.Act;
import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.RemoveClient;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What an operator did at {@code oidc}, which has no security events of its own: {@code account} is told of it. */
final class OperatorActs {
  private OperatorActs() {}

  /** The acts that an answer tells of. */
  static List<NoteOperatorAct> of(Object question, Object answer) {
    if (answer instanceof ApplyClients.Answer clients) {
      return clients.applied().stream().flatMap(OperatorActs::applied).toList();
    }
    if (question instanceof RemoveClient client && answer instanceof RemoveClient.Answer removed
        && removed.outcome() == RemoveClient.Outcome.REMOVED) {
      return List.of(act(Act.CLIENT_REMOVED, client.clientId()));
    }
    if (question instanceof MakeClientSecret client && answer instanceof MakeClientSecret.Answer made
        && made.outcome() == MakeClientSecret.Outcome.MADE) {
      return List.of(act(Act.CLIENT_SECRET_MADE, client.clientId()));
    }
    return List.of();
  }

  static NoteOperatorAct act(Act act, String clientId) {
    return new NoteOperatorAct(UUID.randomUUID(), act, clientId);
  }

  private static Stream<NoteOperatorAct> applied(ApplyClients.Applied client) {
    Optional<Act> act = switch (client.change()) {
      case CREATED -> Optional.of(Act.CLIENT_CREATED);
      case CHANGED -> Optional.of(Act.CLIENT_CHANGED);
      case REMOVED -> Optional.of(Act.CLIENT_REMOVED);
      case UNCHANGED -> Optional.empty();
    };
    return act.map(known -> act(known, client.clientId())).stream();
  }
}
