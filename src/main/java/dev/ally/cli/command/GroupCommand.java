package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.contract.account.ListGroups.Listed;
import dev.ally.contract.account.ListGroups;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code group …}: the groups that accounts are in. */
@Command(name = "group", description = "Shows the groups that accounts are in.")
final class GroupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: list");
  }

  /** {@code group list}. */
  @Command(name = "list", description = "Lists the groups, each with the number of its accounts.")
  static final class All extends ListCommand<Listed> {
    All(Program program) {
      super(program);
    }

    @Override
    Listing columns(Listing listing) {
      return listing.column("group", 40).column("accounts", 8);
    }

    @Override
    Object[] row(Listed group) {
      return new Object[] {group.group(), group.members()};
    }

    @Override
    List<Listed> first(Operator operator) throws InterruptedException {
      return operator.ask(ListGroups.OPERATION, ListGroups.START).groups();
    }

    @Override
    List<Listed> after(List<Listed> some, Operator operator) throws InterruptedException {
      return operator.ask(ListGroups.OPERATION, ListGroups.after(some)).groups();
    }
  }
}
