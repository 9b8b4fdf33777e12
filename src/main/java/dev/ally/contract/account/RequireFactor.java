package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;

/**
 * Demands a second factor of the accounts of a group, or no longer does. For the operator alone.
 *
 * @param group its name, as in {@link ChangeGroup}; it need not have a member
 * @param day from which on it is demanded, at 00:00 UTC, such as 2027-01-31; empty: from now on
 */
public record RequireFactor(String group, boolean required, String day) {
  public enum Outcome { MALFORMED, NO_SUCH_DAY, DONE, ALREADY }

  public record Answer(@Fallback("MALFORMED") Outcome outcome) {}

  public static final BusOperation<RequireFactor, Answer> OPERATION =
      BusOperation.of("account.group.require.v1", Hop.OPERATOR, RequireFactor.class, Answer.class);
}
