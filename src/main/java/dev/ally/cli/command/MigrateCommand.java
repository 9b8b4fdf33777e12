package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code migrate}. */
@Command(
    name = "migrate",
    description = "Migrates the schemas of ALLY_DATABASE_URI, which must name the owner's login, and makes the login"
        + " roles of ALLY_ACCOUNT_DATABASE_URI, ALLY_TOTP_DATABASE_URI and ALLY_OIDC_DATABASE_URI with their passwords."
        + " It can be repeated.")
final class MigrateCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  private final Program program;

  MigrateCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    program.migrate(config.file());
    PrintWriter out = spec.commandLine().getOut();
    out.println("The schemas account, totp and oidc are up to date.");
    return 0;
  }
}
