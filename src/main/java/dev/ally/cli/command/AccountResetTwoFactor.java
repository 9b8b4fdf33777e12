package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.ResetTwoFactor;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code account reset-2fa}. */
@Command(
    name = "reset-2fa",
    description = "Turns two-factor off for someone who has lost everything; the account's activity log says so.")
final class AccountResetTwoFactor extends AboutAccount {
  AccountResetTwoFactor(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    return List.of(switch (
        ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email())).outcome()) {
      case RESET -> "Two-factor is off for " + email() + ".";
      case ALREADY_OFF -> "Two-factor was off already for " + email() + ".";
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    });
  }
}
