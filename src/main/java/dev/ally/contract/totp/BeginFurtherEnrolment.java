package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.UUID;

/**
 * A key for this session to link one more app with, given a code of a linked one or a recovery code. What
 * is there works on until the key is confirmed. NOT_ENROLLED: there is none, no room for more, or not that one.
 *
 * @param byRecoveryCode whether the code must be one, or one of an authenticator; empty: an older node asks, and the
 *     code's shape tells
 * @param name what the person calls the new authenticator
 * @param replaces the authenticator that goes when the new one is confirmed; empty: none does
 * @param knownBrowser whether it is typed at a browser that the account knows, for which some guesses are kept; false
 *     where an older node asks
 * @param recovered whether, in the place of a code, a recovery code counts that this account has used within {@link
 *     dev.ally.config.Limit#RECOVERED_LIFE}, to replace an authenticator that is older than that; false where an older
 *     node asks
 */
public record BeginFurtherEnrolment(
    UUID operationId, UUID accountId, UUID sessionId, Secret code, Optional<Boolean> byRecoveryCode, String name,
    Optional<UUID> replaces, boolean knownBrowser, boolean recovered) {
  /** At a browser that the account does not know. */
  public BeginFurtherEnrolment(
      UUID operationId, UUID accountId, UUID sessionId, Secret code, Optional<Boolean> byRecoveryCode, String name,
      Optional<UUID> replaces) {
    this(operationId, accountId, sessionId, code, byRecoveryCode, name, replaces, false, false);
  }

  public static final BusOperation<BeginFurtherEnrolment, CodeVerdict> OPERATION =
      BusOperation.of("totp.enrol.further.v1", Hop.ACCOUNT_TO_TOTP, BeginFurtherEnrolment.class, CodeVerdict.class);
}
