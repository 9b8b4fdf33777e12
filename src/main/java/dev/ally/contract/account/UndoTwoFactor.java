package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns two-factor off again, without a code, given the password and the link of the email that told of turning
 * it on: a way back for the owner of an account whose second factor is an attacker's. Where the password was reset
 * after that, it waits for a day: a mailbox alone yields both the link and the password.
 */
public record UndoTwoFactor(UUID operationId, Secret link, Secret password, RequestInfo requestInfo) {
  public enum Outcome {
    /** All sessions and pending logins have ended. */
    UNDONE,
    /** It acts later; the owner was told. */
    WAITING,
    WRONG_PASSWORD,
    WAIT,
    /** It is older than that, or two-factor was switched since. */
    EXPIRED
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param actsAt when it acts, where the outcome is WAITING
   */
  public record Answer(@Fallback("EXPIRED") Outcome outcome, Duration retryAfter, Optional<Instant> actsAt) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO, Optional.empty());
    }

    public static Answer waitFor(Duration retryAfter) {
      return new Answer(Outcome.WAIT, retryAfter, Optional.empty());
    }

    public static Answer waiting(Instant actsAt) {
      return new Answer(Outcome.WAITING, Duration.ZERO, Optional.of(actsAt));
    }
  }

  public static final BusOperation<UndoTwoFactor, Answer> OPERATION =
      BusOperation.of("account.undo.v1", Hop.WEB_TO_HASH_QUEUE, UndoTwoFactor.class, Answer.class);
}
