package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns the second factor off without a code: for the operator, and for an undo.
 *
 * @param guessedSince refuses where more wrong codes, or recovery codes, than need no wait were entered since then;
 *     empty: however many were
 */
public record ResetAuthenticators(UUID operationId, UUID accountId, Optional<Instant> guessedSince) {
  public ResetAuthenticators(UUID operationId, UUID accountId) {
    this(operationId, accountId, Optional.empty());
  }

  public enum Outcome {
    REMOVED,
    NOT_ENROLLED,
    GIVEN_UP,
    /** So many wrong codes may have kept the owner from entering a right one. */
    GUESSED_AT
  }

  public record Answer(@Fallback("GIVEN_UP") Outcome outcome) {}

  public static final BusOperation<ResetAuthenticators, Answer> OPERATION =
      BusOperation.of("totp.reset.v1", Hop.ACCOUNT_TO_TOTP, ResetAuthenticators.class, Answer.class);
}
