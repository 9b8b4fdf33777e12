package dev.ally.cli.command;

import dev.ally.cli.ProblemText;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.SetEmail;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account set-email}. */
@Command(
    name = "set-email",
    description = "Changes the email address of an account, without a link to confirm it. Its sessions end, and both"
        + " addresses are told by email.")
final class AccountSetEmail extends AboutAccount {
  @Option(names = "--to", required = true, paramLabel = "NEW", description = "the new email address")
  private String newEmail;

  AccountSetEmail(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    SetEmail.Answer answer = ask(SetEmail.OPERATION, new SetEmail(email(), newEmail));
    return List.of(switch (answer.outcome()) {
      case CHANGED -> "The email address of " + email() + " is now " + newEmail + ".";
      case SAME -> "The account of " + email() + " has that email address already.";
      case REFUSED -> throw new Refused("The email address was not changed"
          + answer.problem().map(problem -> ": " + ProblemText.of(problem)).orElse(""));
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    });
  }
}
