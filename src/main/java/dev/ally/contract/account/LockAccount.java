package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;

/**
 * Locks the account with this email address, which ends all its sessions and pending logins, or unlocks it. For the
 * operator alone. A login to a locked account is answered as if the password were wrong.
 */
public record LockAccount(String email, @Fallback("true") boolean locked) {
  public enum Outcome { NO_ACCOUNT, DONE, ALREADY }

  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome) {}

  public static final BusOperation<LockAccount, Answer> OPERATION =
      BusOperation.of("account.lock.v1", Hop.OPERATOR, LockAccount.class, Answer.class);
}
