package dev.ally.cli.command;

import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.ListAccounts.Listed;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account list}. */
@Command(name = "list", description = "Lists accounts.")
final class AccountList extends ListCommand<Listed> {
  @Option(
      names = "--same-address",
      required = true,
      description = "accounts that share an email address with another one, in another spelling; an earlier version"
          + " allowed that")
  private boolean sameAddress;

  AccountList(Program program) {
    super(program);
  }

  @Override
  Listing columns(Listing listing) {
    return listing.column("email", 40).column("name", 24).column("since", 20).column("address", 40).column("id", 36);
  }

  @Override
  Object[] row(Listed account) {
    return new Object[] {
      account.email(), account.name(), account.since().toString(), account.address(), account.id().toString()
    };
  }

  @Override
  List<Listed> first(Operator operator) throws InterruptedException {
    return operator.ask(ListAccounts.OPERATION, ListAccounts.START).accounts();
  }

  @Override
  List<Listed> after(List<Listed> some, Operator operator) throws InterruptedException {
    return operator.ask(ListAccounts.OPERATION, ListAccounts.after(some)).accounts();
  }
}
