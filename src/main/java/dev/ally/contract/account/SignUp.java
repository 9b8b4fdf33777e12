package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * Makes an account and signs its person in.
 *
 * @param newSession the token that the new session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record SignUp(UUID operationId, NewAccount account, RequestInfo requestInfo, Secret newSession,
    Secret oldSession) {
  public enum Outcome {
    SIGNED_IN,
    REFUSED,
    CLOSED,
    /**
     * An email is on its way, unless the address already gets as many as it may. What it says depends on whether an
     * account has the address. The password is chosen where its link leads; the one given here is not used.
     */
    MAILED,
    /** Too many accounts were made from there. */
    WAIT
  }

  /**
   * @param problems what was wrong, none unless the outcome is REFUSED
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   */
  public record Answer(
      @Fallback("REFUSED") Outcome outcome, @Required @Fallback("EMAIL_MALFORMED") Set<NewAccount.Problem> problems,
      Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Set.of(), Duration.ZERO);
    }

    public static Answer refused(Set<NewAccount.Problem> problems) {
      return new Answer(Outcome.REFUSED, problems, Duration.ZERO);
    }
  }

  public static final BusOperation<SignUp, Answer> OPERATION =
      BusOperation.of("account.signup.v1", Hop.WEB_TO_HASH_QUEUE, SignUp.class, Answer.class);
}
