package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Does this code prove that an app holds the pending key? If so it becomes the account's authenticator, in the same
 * step in which the code is spent.
 *
 * @param pendingId the key that the person saw; no other is confirmed
 */
public record ConfirmEnrolment(UUID operationId, UUID accountId, UUID sessionId, UUID pendingId, Secret code) {
  public enum Outcome {
    CONFIRMED,
    WRONG,
    MALFORMED,
    /** That key is not this session's, was dropped, has waited too long, or another was confirmed before it. */
    NOT_PENDING,
    /** That key had its ten tries; it is dropped. */
    TRIES_SPENT,
    /** That key is confirmed already, from another tab. */
    ALREADY_ENROLLED,
    /** The operation was given up before it arrived: see {@link SettleOperation}. */
    GIVEN_UP
  }

  /**
   * @param clockOffset how far the app's clock seems to be ahead (negative: behind), where the code was wrong but
   *     fits a time step within ten of now
   */
  public record Answer(@Fallback("WRONG") Outcome outcome, Optional<Duration> clockOffset) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }
  }

  public static final BusOperation<ConfirmEnrolment, Answer> OPERATION =
      BusOperation.of("totp.enrol.confirm.v1", Hop.ACCOUNT_TO_TOTP, ConfirmEnrolment.class, Answer.class);
}
