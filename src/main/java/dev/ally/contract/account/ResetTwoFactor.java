package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.util.UUID;

/** Turns two-factor off for someone who has lost everything; for the operator alone. */
public record ResetTwoFactor(UUID operationId, String email) {
  public enum Outcome { RESET, NO_ACCOUNT, ALREADY_OFF }

  public record Answer(@Required Outcome outcome) {}

  public static final BusOperation<ResetTwoFactor, Answer> OPERATION =
      BusOperation.of("account.reset.v1", Hop.OPERATOR, ResetTwoFactor.class, Answer.class);
}
