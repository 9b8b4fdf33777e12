package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Mails another link for the change of the email address that waits, to the same address. It counts like the first one,
 * and takes no password: the change was asked for with all factors.
 */
public record ResendEmailChange(UUID operationId, Secret session, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    /** An email is on its way to the new address, or leaves later. */
    SENT,
    /** No change waits any more. */
    NOT_WAITING,
    /** Too many emails were asked for. */
    WAIT
  }

  /** @param retryAfter how long to wait, where the outcome is WAIT; how long the email waits, where it is SENT */
  public record Answer(@Fallback("NOT_WAITING") Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<ResendEmailChange, Answer> OPERATION =
      BusOperation.of("account.email.again.v1", Hop.WEB_TO_ACCOUNT, ResendEmailChange.class, Answer.class);
}
