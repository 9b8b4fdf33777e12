package dev.ally.cli.command;

import dev.ally.cli.Operator;
import dev.ally.cli.ProblemText;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.MakeResetLink;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account invite}. */
@Command(
    name = "invite",
    description = "Makes an account, also where sign-up is closed, and mails its person a link to choose the first"
        + " password; where no mail is configured, prints the link. It works once, within 30 minutes.")
final class AccountInvite extends AboutAccount {
  @Option(names = "--name", required = true, paramLabel = "N", description = "the person's name")
  private String name;

  private final Program program;

  AccountInvite(Program program) {
    super(program);
    this.program = program;
  }

  @Override
  List<String> run() throws InterruptedException {
    return List.of(asOperator(this::invite));
  }

  private String invite(Operator operator) throws InterruptedException {
    InviteAccount.Answer answer =
        operator.ask(InviteAccount.OPERATION, new InviteAccount(UUID.randomUUID(), email(), name));
    if (!answer.made()) {
      throw new Refused("No account was made: "
          + answer.problems().stream().map(ProblemText::of).collect(Collectors.joining("; ")));
    }
    if (answer.mailed()) {
      return "The account of " + email() + " was made. A link to choose the password is mailed there.";
    }
    MakeResetLink.Answer link =
        operator.ask(MakeResetLink.OPERATION, new MakeResetLink(email(), program.token()));
    if (link.outcome() != MakeResetLink.Outcome.MADE) {
      throw new Refused("The account of " + email() + " was made, but no link: use account reset-password");
    }
    return link.link().revealText();
  }
}
