package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Removes one of several authenticators given a code of any of them, or a recovery code. NOT_ENROLLED: it is
 * not there, or it is the last one, which only {@link RemoveAuthenticators} removes.
 *
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 */
public record RemoveAuthenticator(
    UUID operationId, UUID accountId, UUID authenticatorId, Secret code, boolean knownBrowser) {
  /** At a browser that the account does not know. */
  public RemoveAuthenticator(UUID operationId, UUID accountId, UUID authenticatorId, Secret code) {
    this(operationId, accountId, authenticatorId, code, false);
  }

  public static final BusOperation<RemoveAuthenticator, CodeVerdict> OPERATION =
      BusOperation.of("totp.remove.one.v1", Hop.ACCOUNT_TO_TOTP, RemoveAuthenticator.class, CodeVerdict.class);
}
