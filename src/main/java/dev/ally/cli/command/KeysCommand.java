package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.Reseal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys …}: manages the keys of the verticles. */
@Command(name = "keys", description = "Manages the keys under which secrets are sealed, and those that sign tokens.")
final class KeysCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: rotate");
  }

  /** {@code keys rotate}. */
  @Command(
      name = "rotate",
      description = {
        "Seals every older row of each verticle again, under the first key of its key file. A server may run"
            + " meanwhile. The command can be stopped and run again at any time. When it says that no row is left, the"
            + " older lines of the file can be removed; sessions that began under those keys then end.",
        "Where oidc runs it also makes new keys that sign tokens. They sign a minute later; tokens that the older ones"
            + " have signed stay valid."
      })
  static final class Rotate implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    private final Program program;

    Rotate(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      Map<String, Reseal.Answer> sums = program.rotateKeys(config.file());
      sums.forEach((schema, sum) -> spec.commandLine().getOut().println(
          schema + ": " + sum.resealed() + " rows were resealed, "
              + (sum.broken() == 0
                  ? "no row is left"
                  : sum.broken() + " rows cannot be opened with any key of the file")));
      if (sums.values().stream().anyMatch(sum -> sum.broken() > 0)) {
        throw new Refused("Some rows cannot be opened: keep the older keys, and look in the log for the rows");
      }
      return 0;
    }
  }
}
