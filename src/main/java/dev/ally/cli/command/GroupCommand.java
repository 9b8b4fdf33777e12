package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.ListGroups.Listed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
  static final class All implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Option(
        names = "--format",
        defaultValue = "table",
        paramLabel = "FORMAT",
        description = "table, json (one object a line) or csv")
    private Listing.Format format;

    private final Program program;

    All(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      Listing listing = new Listing(spec.commandLine().getOut(), format).column("group", 40).column("accounts", 8);
      listing.begin();
      return program.asOperator(config.file(), operator -> {
        List<Listed> some = operator.ask(ListGroups.OPERATION, ListGroups.START).groups();
        while (!some.isEmpty()) {
          some.forEach(group -> listing.add(group.group(), group.members()));
          some = operator.ask(ListGroups.OPERATION, ListGroups.after(some)).groups();
        }
        return 0;
      });
    }
  }
}
