package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Makes new recovery codes, given a code of an authenticator; no earlier one opens any more.
 *
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record ReplaceRecoveryCodes(UUID operationId, Secret session, Secret code, RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public ReplaceRecoveryCodes(UUID operationId, Secret session, Secret code) {
    this(operationId, session, code, RequestInfo.UNKNOWN);
  }

  public static final BusOperation<ReplaceRecoveryCodes, FactorChange> OPERATION =
      BusOperation.of("account.recovery.replace.v1", Hop.WEB_TO_ACCOUNT,
          ReplaceRecoveryCodes.class, FactorChange.class);
}
