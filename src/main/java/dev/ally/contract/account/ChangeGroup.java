package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;

/**
 * Adds the account with this email address to a group, or removes it. For the operator alone.
 *
 * @param group its name: 1 to 64 ASCII letters, digits, {@code . _ -}; upper and lower case differ
 */
public record ChangeGroup(String email, String group, boolean member) {
  public enum Outcome { NO_ACCOUNT, MALFORMED, DONE, ALREADY }

  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome) {}

  public static final BusOperation<ChangeGroup, Answer> OPERATION =
      BusOperation.of("account.group.change.v1", Hop.OPERATOR, ChangeGroup.class, Answer.class);
}
