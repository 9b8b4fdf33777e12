package dev.ally.cli.command;

import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.SearchAccounts;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code account list}. A row is what stands in its columns. */
@Command(name = "list", description = "Lists accounts in the order of their email addresses.")
final class AccountList extends ListCommand<Object[]> {
  @Mixin private AccountFilterOptions filter;

  @Option(
      names = "--same-address",
      description = "instead of all these, accounts that share an email address with another one, in another spelling;"
          + " an earlier version allowed that")
  private boolean sameAddress;

  private List<ListAccounts.Listed> shared = List.of();
  private Optional<Cursor> next = Optional.of(Cursor.START);

  AccountList(Program program) {
    super(program);
  }

  @Override
  Listing columns(Listing listing) {
    if (!sameAddress) {
      return listing.column("email", 40).column("name", 24).column("since", 20).column("second_factor", 13)
          .column("locked", 20).column("groups", 20).column("id", 36);
    }
    if (!filter.filter().equals(AccountFilter.ALL)) {
      throw new ParameterException(commandLine(), "--same-address goes with no other condition");
    }
    return listing.column("email", 40).column("name", 24).column("since", 20).column("address", 40).column("id", 36);
  }

  @Override
  Object[] row(Object[] listed) {
    return listed;
  }

  @Override
  List<Object[]> first(Operator operator) throws InterruptedException {
    if (!sameAddress) {
      return search(operator);
    }
    shared = operator.ask(ListAccounts.OPERATION, ListAccounts.START).accounts();
    return shared.stream().map(AccountList::row).toList();
  }

  @Override
  List<Object[]> after(List<Object[]> some, Operator operator) throws InterruptedException {
    if (!sameAddress) {
      return search(operator);
    }
    shared = operator.ask(ListAccounts.OPERATION, ListAccounts.after(shared)).accounts();
    return shared.stream().map(AccountList::row).toList();
  }

  /** The next that are found, however many are looked at before. */
  private List<Object[]> search(Operator operator) throws InterruptedException {
    while (next.isPresent()) {
      SearchAccounts.Answer some =
          operator.ask(SearchAccounts.OPERATION, new SearchAccounts(filter.filter(), next.get()));
      next = some.next();
      if (!some.accounts().isEmpty()) {
        return some.accounts().stream().map(AccountList::row).toList();
      }
    }
    return List.of();
  }

  private static Object[] row(ListAccounts.Listed account) {
    return new Object[] {
      account.email(), account.name(), account.since().toString(), account.address(), account.id().toString()
    };
  }

  private static Object[] row(SearchAccounts.Listed account) {
    return new Object[] {
      account.email(), account.name(), account.since().toString(), account.secondFactor() ? "on" : "off",
      account.lockedSince().map(Object::toString).orElse("no"), String.join(",", account.groups()),
      account.id().toString()
    };
  }
}
