package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Removes one of several authenticators given a code of any of them, or a recovery code.
 *
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record DropAuthenticator(
    UUID operationId, Secret session, UUID authenticatorId, Secret code, RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public DropAuthenticator(UUID operationId, Secret session, UUID authenticatorId, Secret code) {
    this(operationId, session, authenticatorId, code, RequestInfo.UNKNOWN);
  }

  public static final BusOperation<DropAuthenticator, FactorChange> OPERATION =
      BusOperation.of("account.unlink.v1", Hop.WEB_TO_ACCOUNT, DropAuthenticator.class, FactorChange.class);
}
