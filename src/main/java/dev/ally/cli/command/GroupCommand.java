package dev.ally.cli.command;

import static java.time.ZoneOffset.UTC;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.ListGroups.Listed;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.RequireFactor;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code group …}: the groups that accounts are in. */
@Command(name = "group", description = "Shows the groups that accounts are in, and what is demanded of them.")
final class GroupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: list, require");
  }

  /** {@code group list}. */
  @Command(
      name = "list",
      description = "Lists the groups, each with the number of its accounts, and whether they need a second factor.")
  static final class All extends ListCommand<Listed> {
    All(Program program) {
      super(program);
    }

    @Override
    Listing columns(Listing listing) {
      return listing.column("group", 40).column("accounts", 8).column("second_factor", 22);
    }

    @Override
    Object[] row(Listed group) {
      return new Object[] {group.group(), group.members(), demand(group)};
    }

    /** As the setting {@code ALLY_SECOND_FACTOR} has it. */
    private static String demand(Listed group) {
      return group.requiredFrom()
          .map(from -> from.equals(Instant.EPOCH) ? "required" : "required-by:" + from.atOffset(UTC).toLocalDate())
          .orElse("optional");
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

  /** {@code group require}. */
  @Command(
      name = "require",
      description = "Demands a second factor of the accounts of a group: without one, a login leads to linking one and"
          + " nowhere else. The group need not have a member yet.")
  static final class Require implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "G", description = "the name of the group")
    private String group;

    @ArgGroup private When when = new When();

    /** From when on, or no longer. */
    static final class When {
      @Option(
          names = "--by",
          paramLabel = "DATE",
          description = "from the day 2027-01-31 on, 00:00 UTC; people are told at each login how many days are left."
              + " Without it: now")
      private String by;

      @Option(names = "--off", description = "no longer demand it")
      private boolean off;
    }

    private final Program program;

    Require(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      RequireFactor.Outcome outcome = when.by != null && when.by.isEmpty()
          ? RequireFactor.Outcome.NO_SUCH_DAY
          : program.ask(config.file(), RequireFactor.OPERATION, new RequireFactor(
              group, !when.off, when.by == null ? "" : when.by)).outcome();
      spec.commandLine().getOut().println(switch (outcome) {
        case DONE -> said(false);
        case ALREADY -> said(true);
        case MALFORMED -> throw Refused.groupName();
        case NO_SUCH_DAY -> throw new Refused("--by must be a day such as 2027-01-31, not " + when.by);
      });
      return 0;
    }

    private String said(boolean already) {
      return "The accounts of the group " + group + (
          when.off ? already ? " needed no second factor." : " need no second factor any more."
          : already ? " needed a second factor already" + since() : " need a second factor" + since());
    }

    private String since() {
      return when.by == null ? " from now on." : " from " + when.by + " on, 00:00 UTC.";
    }
  }
}
