package dev.ally.contract.account;

import dev.ally.bus.Fallback;
import java.util.Optional;

/**
 * Which accounts are meant: those to which all of it applies.
 *
 * @param search what the email address or the name contains, in upper or lower case; or the account's id
 * @param secondFactor whether they have a second factor
 * @param locked only those that are locked
 * @param group only those in this group
 */
public record AccountFilter(
    Optional<String> search, @Fallback("ANY") Factor secondFactor, boolean locked, Optional<String> group) {
  public enum Factor { ANY, ON, OFF }

  /** All accounts. */
  public static final AccountFilter ALL = new AccountFilter(Optional.empty(), Factor.ANY, false, Optional.empty());

  /**
   * Behind which account a page begins, in the order of their addresses.
   *
   * @param afterKey the address as it is compared
   * @param afterTwin the spelling that distinguishes accounts with one address
   */
  public record Cursor(String afterKey, String afterTwin) {
    /** Before the first account. */
    public static final Cursor START = new Cursor("", "");
  }
}
