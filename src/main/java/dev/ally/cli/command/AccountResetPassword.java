package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.MakeResetLink;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code account reset-password}. */
@Command(
    name = "reset-password",
    description = "Prints a link to a new password, for installations without mail. It works once, within 30 minutes;"
        + " the account's activity log says so.")
final class AccountResetPassword extends AboutAccount {
  private final Program program;

  AccountResetPassword(Program program) {
    super(program);
    this.program = program;
  }

  @Override
  List<String> run() throws InterruptedException {
    MakeResetLink.Answer answer = ask(MakeResetLink.OPERATION, new MakeResetLink(email(), program.token()));
    return List.of(switch (answer.outcome()) {
      case MADE -> answer.link().revealText();
      case LOCKED -> throw new Refused("The account of " + email() + " is locked: unlock it first");
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    });
  }
}
