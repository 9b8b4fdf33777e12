package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.Optional;

/**
 * How many accounts are there? Counts some of them; for the operator alone.
 *
 * @param after begins behind this account
 */
public record CountAccounts(AccountFilter filter, AccountFilter.Cursor after) {
  /**
   * @param count of those that were looked at
   * @param next where to go on; empty: there are no more
   */
  public record Answer(long count, Optional<AccountFilter.Cursor> next) {}

  public static final BusOperation<CountAccounts, Answer> OPERATION =
      BusOperation.of("account.count.v1", Hop.UPKEEP, CountAccounts.class, Answer.class);
}
