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

/** {@code cluster …}: what is made once for all nodes of a cluster. */
@Command(name = "cluster", description = "Makes what the nodes of a cluster know one another by.")
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
      description = "Makes the cluster's authority and DIR/web, DIR/account and DIR/totp, each with what that role needs"
          + " and no more: give a node its own, as ALLY_CLUSTER_KEYS, and keep DIR/authority off every node.")
  static final class Init implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a directory that is empty or not there")
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
