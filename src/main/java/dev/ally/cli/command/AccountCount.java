package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.CountAccounts;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code account count}. */
@Command(name = "count", description = "Prints the number of accounts, alone.")
final class AccountCount implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Mixin private AccountFilterOptions filter;
  @Spec private CommandSpec spec;

  private final Program program;

  AccountCount(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    long count = program.asOperator(config.file(), operator -> count(operator, filter.filter()));
    spec.commandLine().getOut().println(count);
    return 0;
  }

  static long count(Operator operator, AccountFilter filter) throws InterruptedException {
    long count = 0;
    Optional<Cursor> next = Optional.of(Cursor.START);
    while (next.isPresent()) {
      CountAccounts.Answer some = operator.ask(CountAccounts.OPERATION, new CountAccounts(filter, next.get()));
      count += some.count();
      next = some.next();
    }
    return count;
  }
}
