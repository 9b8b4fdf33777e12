package dev.ally.contract.account;

import java.util.Set;

/**
 * What an application may learn about an account, by the scopes it has.
 *
 * @param emailVerified whether a link mailed to that address was opened
 * @param language the tag of the language that the account has; empty: none was chosen
 * @param groups the names of its groups
 * @param twoFactor whether a code is asked for at login
 */
public record AccountClaims(
    String email, boolean emailVerified, String name, String language, Set<String> groups, boolean twoFactor) {
  public AccountClaims {
    groups = Set.copyOf(groups);
  }
}
