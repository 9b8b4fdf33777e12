package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.LockAccount;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code account lock} and {@code account unlock}. */
abstract class AccountLock extends AboutAccount {
  private final boolean locked;
  private final String done;
  private final String already;

  private AccountLock(Program program, boolean locked, String done, String already) {
    super(program);
    this.locked = locked;
    this.done = done;
    this.already = already;
  }

  @Override
  List<String> run() throws InterruptedException {
    return List.of("The account of " + email() + switch (
        ask(LockAccount.OPERATION, new LockAccount(email(), locked)).outcome()) {
      case DONE -> done;
      case ALREADY -> already;
      case NO_ACCOUNT -> throw Refused.noAccount(email());
    });
  }

  /** {@code account lock}. */
  @Command(
      name = "lock",
      description = "Locks an account: its sessions end, and a login is answered as if the password were wrong.")
  static final class Lock extends AccountLock {
    Lock(Program program) {
      super(program, true, " is locked.", " was locked already.");
    }
  }

  /** {@code account unlock}. */
  @Command(name = "unlock", description = "Unlocks an account.")
  static final class Unlock extends AccountLock {
    Unlock(Program program) {
      super(program, false, " is unlocked.", " was not locked.");
    }
  }
}
