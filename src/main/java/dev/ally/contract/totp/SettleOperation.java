package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.util.UUID;

/**
 * What became of an operation whose answer was lost? One that {@code totp} has not decided by now is given up: should
 * it still arrive, it does nothing.
 */
public record SettleOperation(UUID operationId, UUID accountId) {
  /**
   * @param done whether the operation changed the account's authenticators
   * @param byRecoveryCode whether a recovery code was spent for it
   */
  public record Answer(@Required boolean done, boolean byRecoveryCode) {}

  public static final BusOperation<SettleOperation, Answer> OPERATION =
      BusOperation.of("totp.settle.v1", Hop.ACCOUNT_TO_TOTP, SettleOperation.class, Answer.class);
}
