package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.LockAccount;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account unlock}. */
@Command(name = "unlock", description = "Unlocks an account.")
public final class AccountUnlock implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
  private String email;

  private final Program program;

  public AccountUnlock(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    LockAccount.Outcome outcome = program.lockAccount(config.file(), email, false);
    String said = switch (outcome) {
      case DONE -> "The account of " + email + " is unlocked.";
      case ALREADY -> "The account of " + email + " was not locked.";
      case NO_ACCOUNT -> throw Refused.noAccount(email);
    };
    spec.commandLine().getOut().println(said);
    return 0;
  }
}
