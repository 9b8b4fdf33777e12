package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.MakeResetLink;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account reset-password}. */
@Command(
    name = "reset-password",
    description = "Prints a link to a new password, for installations without mail, or mails it. It works once, within"
        + " 30 minutes; the account's activity log says so.")
final class AccountResetPassword extends AboutAccount {
  @Option(names = "--mail", description = "mail the link to the account's email address, and print none")
  private boolean mail;

  private final Program program;

  AccountResetPassword(Program program) {
    super(program);
    this.program = program;
  }

  @Override
  List<String> run() throws InterruptedException {
    return List.of(mail ? mail() : link());
  }

  private String link() throws InterruptedException {
    MakeResetLink.Answer answer = ask(MakeResetLink.OPERATION, new MakeResetLink(email(), program.token()));
    return switch (answer.outcome()) {
      case MADE -> answer.link().revealText();
      case LOCKED -> throw locked();
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    };
  }

  private String mail() throws InterruptedException {
    return switch (ask(MailResetLink.OPERATION, new MailResetLink(UUID.randomUUID(), email())).outcome()) {
      case QUEUED -> "A link to a new password is mailed to " + email() + ".";
      case NO_MAIL -> throw new Refused("No mail server is configured (ALLY_MAIL_HOST): without --mail the link is"
          + " printed");
      case LOCKED -> throw locked();
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    };
  }

  private Refused locked() {
    return new Refused("The account of " + email() + " is locked: unlock it first");
  }
}
