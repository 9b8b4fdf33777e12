package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.ShowAccount;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account delete}. */
@Command(name = "delete", description = "Deletes an account and all its data. This cannot be undone.")
final class AccountDelete extends AboutAccount {
  @Option(names = "--yes", description = "delete it; without this, only say what would be deleted")
  private boolean yes;

  AccountDelete(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    if (!yes) {
      throw new Refused(AccountStatus.wouldGo(ask(ShowAccount.OPERATION, new ShowAccount(email())).status()
          .orElseThrow(() -> Refused.noAccount(email()))));
    }
    return switch (ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email())).outcome()) {
      case DELETED -> List.of("The account of " + email() + " was deleted.");
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    };
  }
}
