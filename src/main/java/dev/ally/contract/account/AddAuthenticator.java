package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets this session link one more app, or one in the place of another, given a code of a linked one or a
 * recovery code. What is there works on until the new one is confirmed: see {@link CompleteEnrolment}.
 *
 * @param code empty where the session is {@linkplain ShowSecurity.Security#recovered recovered} and replaces one
 * @param byRecoveryCode whether the code is one; noted in the account's activity
 * @param name what the person calls the new authenticator
 * @param replaces the authenticator that goes when the new one is confirmed; empty: none does
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record AddAuthenticator(
    UUID operationId, Secret session, Secret code, boolean byRecoveryCode, String name, Optional<UUID> replaces,
    RequestInfo requestInfo) {
  /** Of a request that is not known. */
  public AddAuthenticator(
      UUID operationId, Secret session, Secret code, boolean byRecoveryCode, String name, Optional<UUID> replaces) {
    this(operationId, session, code, byRecoveryCode, name, replaces, RequestInfo.UNKNOWN);
  }

  public static final BusOperation<AddAuthenticator, FactorChange> OPERATION =
      BusOperation.of("account.link.further.v1", Hop.WEB_TO_ACCOUNT, AddAuthenticator.class, FactorChange.class);
}
