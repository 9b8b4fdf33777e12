package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.DeleteAccount;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account delete}. */
@Command(name = "delete", description = "Deletes an account and everything of it, for good.")
public final class AccountDelete implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
  private String email;

  @Option(names = "--yes", description = "delete it; without this, only say what would be deleted")
  private boolean yes;

  private final Program program;

  public AccountDelete(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    if (!yes) {
      throw new Refused(AccountStatus.wouldGo(
          program.showAccount(config.file(), email).orElseThrow(() -> Refused.noAccount(email))));
    }
    if (program.deleteAccount(config.file(), email) == DeleteAccount.Outcome.NO_ACCOUNT) {
      throw Refused.noAccount(email);
    }
    spec.commandLine().getOut().println("The account of " + email + " was deleted.");
    return 0;
  }
}
