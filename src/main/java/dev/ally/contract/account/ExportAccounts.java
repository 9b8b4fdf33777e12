package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;

/**
 * The accounts as lines of a file, some at a time, in the order of their email addresses; for the operator alone.
 *
 * @param withSecrets also hashes of passwords and keys of authenticators
 */
public record ExportAccounts(AccountFilter.Cursor after, boolean withSecrets) {
  /**
   * @param lines each as {@code src/docs/accounts.md} says
   * @param next where to go on; empty: there are no more
   */
  public record Answer(List<Secret> lines, Optional<AccountFilter.Cursor> next) {}

  public static final BusOperation<ExportAccounts, Answer> OPERATION =
      BusOperation.of("account.export.v1", Hop.UPKEEP, ExportAccounts.class, Answer.class);
}
