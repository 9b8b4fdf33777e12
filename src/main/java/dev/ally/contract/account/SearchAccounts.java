package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which accounts are there? Some at a time, in the order of their email addresses; for the operator alone.
 *
 * @param after begins behind this account
 */
public record SearchAccounts(AccountFilter filter, AccountFilter.Cursor after) {
  /**
   * One account.
   *
   * @param email as its owner wrote it
   * @param since when it was made
   * @param secondFactor whether a code is asked for at login
   * @param lockedSince empty: it is not locked
   */
  public record Listed(
      UUID id, String email, String name, Instant since, boolean secondFactor, Optional<Instant> lockedSince,
      Set<String> groups) {}

  /**
   * @param accounts may be none, though there are more
   * @param next where to go on; empty: there are no more
   */
  public record Answer(List<Listed> accounts, Optional<AccountFilter.Cursor> next) {}

  public static final BusOperation<SearchAccounts, Answer> OPERATION =
      BusOperation.of("account.search.v1", Hop.UPKEEP, SearchAccounts.class, Answer.class);
}
