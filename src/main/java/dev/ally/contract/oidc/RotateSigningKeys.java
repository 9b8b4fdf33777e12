package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.UUID;

/**
 * Makes a new signing key of each algorithm, which signs as soon as every node publishes it; for the operator alone.
 * Tokens that the present keys have signed are still verified.
 */
public record RotateSigningKeys(UUID operationId) {
  /** @param made how many keys this operation has made, also when it is asked again */
  public record Answer(int made) {}

  public static final BusOperation<RotateSigningKeys, Answer> OPERATION =
      BusOperation.of("oidc.keys.rotate.v1", Hop.UPKEEP, RotateSigningKeys.class, Answer.class);
}
