package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns two-factor on, given a code of the key that this session is linking.
 *
 * @param pendingId the key that the person saw; empty: the one that this session has
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record CompleteEnrolment(
    UUID operationId, Secret session, Optional<UUID> pendingId, Secret code, RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public CompleteEnrolment(UUID operationId, Secret session, Optional<UUID> pendingId, Secret code) {
    this(operationId, session, pendingId, code, RequestInfo.UNKNOWN);
  }

  public enum Outcome {
    NO_SESSION,
    /** It is on, or changed; the account's other sessions and pending logins have ended. */
    ACTIVATED,
    WRONG,
    MALFORMED,
    /** That key was dropped or has waited too long. */
    NOT_PENDING,
    TRIES_SPENT,
    ALREADY_ON
  }

  /**
   * @param clockOffset as in the answer of {@code totp}
   * @param purpose what the key has become; FIRST unless it was confirmed
   */
  public record Answer(
      @Fallback("NO_SESSION") Outcome outcome, Optional<Duration> clockOffset,
      @Fallback("FIRST") PendingKey.Purpose purpose) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty(), PendingKey.Purpose.FIRST);
    }

    /** @param offset of the app's clock, if the code told it */
    public static Answer wrong(Optional<Duration> offset) {
      return new Answer(Outcome.WRONG, offset, PendingKey.Purpose.FIRST);
    }

    public Answer of(PendingKey.Purpose confirmed) {
      return new Answer(outcome, clockOffset, confirmed);
    }
  }

  public static final BusOperation<CompleteEnrolment, Answer> OPERATION =
      BusOperation.of("account.link.confirm.v1", Hop.WEB_TO_ACCOUNT, CompleteEnrolment.class, Answer.class);
}
