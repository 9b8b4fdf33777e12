package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Picks the two-factor method. Nothing changes by that alone: turning it on takes {@link CompleteEnrolment}, turning it off
 * {@link Deactivate}.
 */
public record ChangeMethod(
    UUID operationId, Secret session, @Fallback("NONE") Method method, Secret password, RequestInfo requestInfo) {
  public enum Method { NONE, AUTHENTICATOR }

  public enum Outcome {
    NO_SESSION,
    NOTHING_CHANGED,
    WRONG_PASSWORD,
    WAIT,
    /** A key is pending: {@link FindEnrolment} shows it. */
    LINK,
    /** A current code turns it off. */
    CODE_NEEDED,
    /** The account needs a second factor: it stays on. */
    REQUIRED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(@Fallback("NO_SESSION") Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<ChangeMethod, Answer> OPERATION =
      BusOperation.of("account.method.v1", Hop.WEB_TO_HASH_QUEUE, ChangeMethod.class, Answer.class);
}
