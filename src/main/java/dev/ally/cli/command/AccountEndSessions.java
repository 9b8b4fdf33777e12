package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.EndAllSessions;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code account end-sessions}. */
@Command(
    name = "end-sessions",
    description = "Ends all sessions of an account and its pending logins. Its person can log in again.")
final class AccountEndSessions extends AboutAccount {
  AccountEndSessions(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    return List.of(switch (ask(EndAllSessions.OPERATION, new EndAllSessions(email())).outcome()) {
      case ENDED -> "All sessions of " + email() + " have ended.";
      case NONE -> "The account of " + email() + " had no session.";
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    });
  }
}
