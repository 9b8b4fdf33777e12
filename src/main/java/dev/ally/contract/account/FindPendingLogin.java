package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;

/** Does this token wait for a code? */
public record FindPendingLogin(Secret pendingLogin) {
  /**
   * @param undoAt when an undo of two-factor acts that waits, and that the code will stop
   * @param codeDigits how many digits the code has; empty: it depends on the authenticator, or is not known
   */
  public record Answer(boolean pending, Optional<Instant> undoAt, Optional<Integer> codeDigits) {
    public Answer(boolean pending) {
      this(pending, Optional.empty(), Optional.empty());
    }
  }

  public static final BusOperation<FindPendingLogin, Answer> OPERATION =
      BusOperation.of("account.login.pending.v1", Hop.WEB_TO_ACCOUNT, FindPendingLogin.class, Answer.class);
}
