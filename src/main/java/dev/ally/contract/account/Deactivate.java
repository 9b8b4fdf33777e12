package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Turns two-factor off given a current code.
 *
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record Deactivate(UUID operationId, Secret session, Secret code, RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public Deactivate(UUID operationId, Secret session, Secret code) {
    this(operationId, session, code, RequestInfo.UNKNOWN);
  }

  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    NO_SESSION,
    /** It is off; the account's other sessions and pending logins have ended. */
    DEACTIVATED,
    ALREADY_OFF,
    /** The account needs a second factor: it stays on, and the code was not looked at. */
    REQUIRED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(@Fallback("NO_SESSION") Result outcome, Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<Deactivate, Answer> OPERATION =
      BusOperation.of("account.deactivate.v1", Hop.WEB_TO_ACCOUNT, Deactivate.class, Answer.class);
}
