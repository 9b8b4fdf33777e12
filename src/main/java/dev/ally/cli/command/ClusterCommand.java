package dev.ally.cli.command;

import dev.ally.cli.ClusterFiles;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.io.PrintWriter;
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
      description = "Makes the cluster's certificate authority in DIR/authority, and DIR/web, DIR/account, DIR/totp and"
          + " DIR/oidc with what each role needs. Copy to each node the directory of its role only, and name it in"
          + " ALLY_CLUSTER_KEYS. Keep DIR/authority off the nodes. In the DIR of a cluster it adds what is missing, and"
          + " prints the new files; it replaces nothing.")
  static final class Init implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "the directory of the cluster; empty, or there is none yet: a new cluster")
    private Path directory;

    private final Program program;

    Init(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      ClusterFiles files = program.initCluster(directory);
      PrintWriter out = spec.commandLine().getOut();
      if (files.isNewCluster()) {
        out.println("The certificates and keys were made: " + directory);
      } else if (files.made().isEmpty()) {
        out.println("Nothing was missing: " + directory);
      } else {
        out.println("These files were missing and have been made:");
        files.made().forEach(out::println);
      }
      return 0;
    }
  }
}
