package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster …}: prepares a cluster. */
@Command(name = "cluster", description = "Makes the certificates and keys of a cluster.")
final class ClusterCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Name what to do: init");
  }

  /** {@code cluster init}. */
  @Command(
      name = "init",
      description = "Makes the cluster's certificate authority in DIR/authority, and DIR/web, DIR/account and DIR/totp"
          + " with what each role needs. Copy to each node the directory of its role only, and name it in"
          + " ALLY_CLUSTER_KEYS. Keep DIR/authority off the nodes.")
  static final class Init implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a directory that is empty or does not exist")
    private Path directory;

    private final Program program;

    Init(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      program.initCluster(directory);
      spec.commandLine().getOut().println("The certificates and keys were made: " + directory);
      return 0;
    }
  }
}
