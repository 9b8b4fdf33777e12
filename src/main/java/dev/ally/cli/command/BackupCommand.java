package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backup}. */
@Command(
    name = "backup",
    description = {
      "Writes the whole database to a file that only its owner may read; a server may run meanwhile. The file appears"
          + " once it is complete, and replaces an older one. No program of PostgreSQL is needed.",
      "Key files are not in it: back them up as well, and keep them in another place."
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the file to write")
  private Path file;

  private final Program program;

  BackupCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    String content = program.backUp(config.file(), file, spec.commandLine().getErr()::println);
    spec.commandLine().getOut().println(file + ": " + content + ". Key files are not in it.");
    return 0;
  }
}
