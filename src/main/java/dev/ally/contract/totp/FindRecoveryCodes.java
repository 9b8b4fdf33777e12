package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.contract.ShownRecoveryCodes;
import java.util.Optional;
import java.util.UUID;

/** The recovery codes that this session made and has not saved; they can be shown for ten minutes from now again. */
public record FindRecoveryCodes(UUID accountId, UUID sessionId) {
  /** @param shown empty when there are none to show */
  public record Answer(Optional<ShownRecoveryCodes> shown) {}

  public static final BusOperation<FindRecoveryCodes, Answer> OPERATION =
      BusOperation.of("totp.recovery.find.v1", Hop.ACCOUNT_TO_TOTP, FindRecoveryCodes.class, Answer.class);
}
