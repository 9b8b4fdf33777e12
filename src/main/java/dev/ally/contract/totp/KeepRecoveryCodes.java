package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * The person has saved the codes that this session shows: they are shown nowhere again.
 *
 * @param typed the one that was asked for
 */
public record KeepRecoveryCodes(UUID accountId, UUID sessionId, Secret typed) {
  public enum Outcome {
    KEPT,
    /** That is not the one that was asked for. */
    WRONG,
    /** This session shows none. */
    NOT_SHOWN
  }

  public record Answer(@Fallback("WRONG") Outcome outcome) {}

  public static final BusOperation<KeepRecoveryCodes, Answer> OPERATION =
      BusOperation.of("totp.recovery.keep.v1", Hop.ACCOUNT_TO_TOTP, KeepRecoveryCodes.class, Answer.class);
}
