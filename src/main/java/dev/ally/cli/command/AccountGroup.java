package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.ChangeGroup;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code account group …}: the groups of an account. */
@Command(name = "group", description = "Adds an account to a group, or removes it.")
final class AccountGroup implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: add, remove");
  }

  /** What both have. */
  abstract static class Change extends AboutAccount {
    @Option(
        names = "--group",
        required = true,
        paramLabel = "G",
        description = "the name of the group: 1 to 64 letters, digits, '.', '_' and '-'; upper and lower case differ")
    private String group;

    private final boolean member;
    private final String done;
    private final String already;

    private Change(Program program, boolean member, String done, String already) {
      super(program);
      this.member = member;
      this.done = done;
      this.already = already;
    }

    @Override
    final List<String> run() throws InterruptedException {
      return List.of("The account of " + email() + switch (
          ask(ChangeGroup.OPERATION, new ChangeGroup(email(), group, member)).outcome()) {
        case DONE -> done;
        case ALREADY -> already;
        case NO_ACCOUNT -> throw Refused.noAccount(email());
        case MALFORMED -> throw Refused.groupName();
      } + group + ".");
    }
  }

  /** {@code account group add}. */
  @Command(name = "add", description = "Adds an account to a group; a group is there once it has a member.")
  static final class Add extends Change {
    Add(Program program) {
      super(program, true, " was added to the group ", " was already in the group ");
    }
  }

  /** {@code account group remove}. */
  @Command(name = "remove", description = "Removes an account from a group.")
  static final class Remove extends Change {
    Remove(Program program) {
      super(program, false, " was removed from the group ", " was not in the group ");
    }
  }
}
