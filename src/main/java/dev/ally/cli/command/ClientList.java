package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.ListClients.Listed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code client list}. */
@Command(name = "list", description = "Lists the clients.")
final class ClientList implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json (one object a line) or csv")
  private Listing.Format format;

  private final Program program;

  ClientList(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    Listing listing = new Listing(spec.commandLine().getOut(), format)
        .column("id", 24).column("name", 32).column("type", 7).column("auth_method", 19).column("second_factor", 13);
    listing.begin();
    return program.asOperator(config.file(), operator -> {
      List<Listed> some = operator.ask(ListClients.OPERATION, ListClients.START).clients();
      while (!some.isEmpty()) {
        some.forEach(client -> listing.add(
            client.clientId(), client.clientName(), client.type(), client.authMethod(), client.secondFactor()));
        some = operator.ask(ListClients.OPERATION, ListClients.after(some)).clients();
      }
      return 0;
    });
  }
}
