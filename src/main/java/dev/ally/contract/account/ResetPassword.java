package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.UUID;

/** Chooses a new password by a mailed link. It signs nobody in, and leaves the second factor as it is. */
public record ResetPassword(UUID operationId, Secret link, Secret chosen, RequestInfo requestInfo) {
  public enum Outcome {
    /** All of the account's sessions and pending logins have ended, and no browser is known any more. */
    CHANGED,
    /** The new one is not taken. */
    REFUSED,
    /** The link opens nothing any more. */
    EXPIRED
  }

  /** @param problem what is wrong with the new one, where the outcome is REFUSED */
  public record Answer(
      @Fallback("EXPIRED") Outcome outcome, @Fallback("PASSWORD_MALFORMED") Optional<NewAccount.Problem> problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem));
    }
  }

  public static final BusOperation<ResetPassword, Answer> OPERATION =
      BusOperation.of("account.password.reset.v1", Hop.WEB_TO_HASH_QUEUE, ResetPassword.class, Answer.class);
}
