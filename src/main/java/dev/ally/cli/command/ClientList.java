package dev.ally.cli.command;

import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.ListClients.Listed;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code client list}. */
@Command(name = "list", description = "Lists the clients.")
final class ClientList extends ListCommand<Listed> {
  ClientList(Program program) {
    super(program);
  }

  @Override
  Listing columns(Listing listing) {
    return listing
        .column("id", 24).column("name", 32).column("type", 7).column("auth_method", 19).column("second_factor", 13);
  }

  @Override
  Object[] row(Listed client) {
    return new Object[] {
      client.clientId(), client.clientName(), client.type(), client.authMethod(), client.secondFactor()
    };
  }

  @Override
  List<Listed> first(Operator operator) throws InterruptedException {
    return operator.ask(ListClients.OPERATION, ListClients.START).clients();
  }

  @Override
  List<Listed> after(List<Listed> some, Operator operator) throws InterruptedException {
    return operator.ask(ListClients.OPERATION, ListClients.after(some)).clients();
  }
}
