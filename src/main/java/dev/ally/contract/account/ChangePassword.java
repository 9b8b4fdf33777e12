package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes the password given the current one and, with two-factor on, a code.
 *
 * @param code empty where two-factor is off
 * @param newBrowser by which the account knows the browser of the change from then on; empty where an older node asks:
 *     then it stays the one that it was
 */
public record ChangePassword(
    UUID operationId, Secret session, Secret present, Secret chosen, Secret code, RequestInfo requestInfo,
    Secret newBrowser) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, FactorRefusal {}

  public enum Outcome implements Result {
    NO_SESSION,
    /** The account's other sessions and pending logins have ended, and no other browser is known any more. */
    CHANGED,
    /** The new one is not taken. */
    REFUSED
  }

  /**
   * @param problem what is wrong with the new one, where the outcome is REFUSED
   * @param retryAfter how long to wait, zero unless the outcome is one of the two waits
   */
  public record Answer(
      @Fallback("NO_SESSION") Result outcome, @Fallback("PASSWORD_MALFORMED") Optional<NewAccount.Problem> problem,
      Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Optional.empty(), Duration.ZERO);
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem), Duration.ZERO);
    }

    public static Answer refused(FactorRefusal why, Duration retryAfter) {
      return new Answer(why, Optional.empty(), retryAfter);
    }
  }

  public static final BusOperation<ChangePassword, Answer> OPERATION =
      BusOperation.of("account.password.v1", Hop.WEB_TO_HASH_QUEUE, ChangePassword.class, Answer.class);
}
