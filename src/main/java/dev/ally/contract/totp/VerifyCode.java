package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Does this code open the account's second factor? A code accepted once never opens it again.
 *
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 * @param withoutRecoveryCodes whether a recovery code is malformed; false where an older node asks
 */
public record VerifyCode(
    UUID operationId, UUID accountId, Secret code, boolean knownBrowser, boolean withoutRecoveryCodes) {
  /** Of an authenticator, or a recovery code. */
  public VerifyCode(UUID operationId, UUID accountId, Secret code, boolean knownBrowser) {
    this(operationId, accountId, code, knownBrowser, false);
  }

  /** At a browser that the account does not know. */
  public VerifyCode(UUID operationId, UUID accountId, Secret code) {
    this(operationId, accountId, code, false);
  }

  public static final BusOperation<VerifyCode, CodeVerdict> OPERATION =
      BusOperation.of("totp.verify.v1", Hop.ACCOUNT_TO_TOTP, VerifyCode.class, CodeVerdict.class);
}
