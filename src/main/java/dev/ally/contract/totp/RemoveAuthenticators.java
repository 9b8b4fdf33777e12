package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Turns the second factor off given a current code: ACCEPTED means that all authenticators are gone.
 *
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 */
public record RemoveAuthenticators(UUID operationId, UUID accountId, Secret code, boolean knownBrowser) {
  /** At a browser that the account does not know. */
  public RemoveAuthenticators(UUID operationId, UUID accountId, Secret code) {
    this(operationId, accountId, code, false);
  }

  public static final BusOperation<RemoveAuthenticators, CodeVerdict> OPERATION =
      BusOperation.of("totp.remove.v1", Hop.ACCOUNT_TO_TOTP, RemoveAuthenticators.class, CodeVerdict.class);
}
