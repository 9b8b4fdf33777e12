package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.ListAccounts.Listed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account list}. */
@Command(name = "list", description = "Lists accounts.")
final class AccountList implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--same-address",
      required = true,
      description = "accounts that share an email address with another one, in another spelling; an earlier version"
          + " allowed that")
  private boolean sameAddress;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json (one object a line) or csv")
  private Listing.Format format;

  private final Program program;

  AccountList(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    Listing listing = new Listing(spec.commandLine().getOut(), format)
        .column("email", 40).column("name", 24).column("since", 20).column("address", 40).column("id", 36);
    listing.begin();
    return program.asOperator(config.file(), operator -> {
      List<Listed> some = operator.ask(ListAccounts.OPERATION, ListAccounts.START).accounts();
      while (!some.isEmpty()) {
        some.forEach(account -> listing.add(values(account)));
        some = operator.ask(ListAccounts.OPERATION, ListAccounts.after(some)).accounts();
      }
      return 0;
    });
  }

  private static Object[] values(Listed account) {
    return new Object[] {
      account.email(), account.name(), account.since().toString(), account.address(), account.id().toString()
    };
  }
}
