package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code after-restore}. */
@Command(
    name = "after-restore",
    description = "Run it after a restore by other means than \"restore\", before people can reach Ally. It ends all"
        + " sessions, logins under way, mailed links and tokens of applications, deletes waiting emails, makes all"
        + " recovery codes void, and counts the present codes of authenticators as used. People log in again, and get"
        + " new recovery codes then. It can be repeated.")
final class AfterRestoreCommand implements Callable<Integer> {
  static final String DONE = "All sessions, mailed links and tokens of applications have ended. People get new recovery"
      + " codes at their next login.";

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  private final Program program;

  AfterRestoreCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    program.afterRestore(config.file());
    spec.commandLine().getOut().println(DONE);
    return 0;
  }
}
