package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which groups are there? Some at a time, in the order of their names; for the operator alone.
 *
 * @param afterGroup the name of the last one before; empty: from the first on
 */
public record ListGroups(String afterGroup) {
  /** The first question. */
  public static final ListGroups START = new ListGroups("");

  /**
   * @param members how many accounts are in it
   * @param requiredFrom from when on they need a second factor, 1970: whenever it is; empty: the group demands none
   */
  public record Listed(String group, long members, Optional<Instant> requiredFrom) {
    public Listed(String group, long members) {
      this(group, members, Optional.empty());
    }
  }

  /** @param groups none: there are no more */
  public record Answer(List<Listed> groups) {}

  public static final BusOperation<ListGroups, Answer> OPERATION =
      BusOperation.of("account.groups.v1", Hop.OPERATOR, ListGroups.class, Answer.class);

  /** The question for those behind these. */
  public static ListGroups after(List<Listed> some) {
    return new ListGroups(some.get(some.size() - 1).group);
  }
}
