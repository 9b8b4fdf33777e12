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

/** {@code account lock}. */
@Command(name = "lock", description = "Locks an account: its sessions end, and a login is answered as if the password were wrong.")
public final class AccountLock implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
  private String email;

  private final Program program;

  public AccountLock(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    LockAccount.Outcome outcome = program.lockAccount(config.file(), email, true);
    String said = switch (outcome) {
      case DONE -> "The account of " + email + " is locked.";
      case ALREADY -> "The account of " + email + " was locked already.";
      case NO_ACCOUNT -> throw Refused.noAccount(email);
    };
    spec.commandLine().getOut().println(said);
    return 0;
  }
}
