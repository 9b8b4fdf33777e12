package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Makes new recovery codes, given a code of an authenticator: ACCEPTED means that no earlier one opens any more.
 *
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 */
public record RenewRecoveryCodes(
    UUID operationId, UUID accountId, UUID sessionId, Secret code, boolean knownBrowser) {
  /** At a browser that the account does not know. */
  public RenewRecoveryCodes(UUID operationId, UUID accountId, UUID sessionId, Secret code) {
    this(operationId, accountId, sessionId, code, false);
  }

  public static final BusOperation<RenewRecoveryCodes, CodeVerdict> OPERATION =
      BusOperation.of("totp.recovery.renew.v1", Hop.ACCOUNT_TO_TOTP, RenewRecoveryCodes.class, CodeVerdict.class);
}
