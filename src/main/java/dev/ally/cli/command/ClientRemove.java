package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.contract.oidc.RemoveClient;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code client remove}. */
@Command(
    name = "remove",
    description = "Removes a client. What was granted to it ends at once, and cannot be brought back.")
final class ClientRemove extends AboutClient {
  ClientRemove(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    return switch (ask(RemoveClient.OPERATION, new RemoveClient(UUID.randomUUID(), id())).outcome()) {
      case REMOVED -> List.of("The client " + id() + " was removed.");
      case NO_CLIENT -> throw noClient();
    };
  }
}
