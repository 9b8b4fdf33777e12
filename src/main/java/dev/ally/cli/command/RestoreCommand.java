package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}. */
@Command(
    name = "restore",
    description = {
      "Makes the database from a file that \"backup\" has written, where there is none yet: in ALLY_DATA_DIR, or in an"
          + " empty database that ALLY_DATABASE_URI names. The key files must be in place. The backup may be of an"
          + " older version of Ally.",
      "It does what \"after-restore\" does."
    })
final class RestoreCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the backup")
  private Path file;

  private final Program program;

  RestoreCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    String restored = program.restore(config.file(), file, spec.commandLine().getErr()::println);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Restored " + restored + ".");
    out.println(AfterRestoreCommand.DONE);
    return 0;
  }
}
