package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.MakeResetLink;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account reset-password}. */
@Command(
    name = "reset-password",
    description = "Prints a link to a new password, for where no mail leaves. It opens once, for 30 minutes;"
        + " the account's activity log says so.")
public final class AccountResetPassword implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the email address they log in with")
  private String email;

  private final Program program;

  public AccountResetPassword(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    MakeResetLink.Answer answer = program.makeResetLink(config.file(), email);
    String link = switch (answer.outcome()) {
      case MADE -> answer.link().revealText();
      case LOCKED -> throw new Refused("The account of " + email + " is locked: unlock it first");
      case NO_ACCOUNT -> throw Refused.noAccount(email);
    };
    spec.commandLine().getOut().println(link);
    return 0;
  }
}
