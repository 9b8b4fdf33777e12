package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.ShowAccount;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code account show}. */
@Command(name = "show", description = "Shows the state of an account.")
final class AccountShow extends AboutAccount {
  AccountShow(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    return AccountStatus.lines(ask(ShowAccount.OPERATION, new ShowAccount(email())).status()
        .orElseThrow(() -> Refused.noAccount(email())));
  }
}
