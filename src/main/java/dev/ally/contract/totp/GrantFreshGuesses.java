package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.util.UUID;

/**
 * Gives an account whose password was reset by mail some guesses at codes and recovery codes beyond the caps, and ends
 * the waiting; at most once in 30 days. So an attacker who knew the old password cannot keep the owner out.
 */
public record GrantFreshGuesses(UUID operationId, UUID accountId) {
  /** @param granted false: it was done within the last 30 days, by this operation or another, or two-factor is off */
  public record Answer(@Required boolean granted) {}

  public static final BusOperation<GrantFreshGuesses, Answer> OPERATION =
      BusOperation.of("totp.guesses.grant.v1", Hop.ACCOUNT_TO_TOTP, GrantFreshGuesses.class, Answer.class);
}
