package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether an account still stands, and one of its sessions.
 *
 * @param sid of the session; empty: only the account is asked about
 * @param used whether this counts as use of the session
 */
public record FindStanding(UUID accountId, Optional<UUID> sid, boolean used) {
  /**
   * @param sessionOpen whether the session is open; false where none was asked about
   * @param secondFactor whether the open session was logged in to with a code
   * @param generation as in {@link FindLogin.Login}
   */
  public record Standing(boolean sessionOpen, boolean secondFactor, int generation, AccountClaims claims) {}

  /** @param standing empty: the account is locked, deleted or unknown */
  public record Answer(Optional<Standing> standing) {}

  public static final BusOperation<FindStanding, Answer> OPERATION =
      BusOperation.of("account.standing.v1", Hop.OIDC_TO_ACCOUNT, FindStanding.class, Answer.class);
}
