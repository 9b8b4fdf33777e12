package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which accounts have an address that another has too? Some at a time, in the order of their addresses; for the operator
 * alone.
 *
 * @param afterAddress of the last one before; empty: from the first on
 * @param afterId of that one
 */
public record ListAccounts(@Json("afterEmail") String afterAddress, UUID afterId) {
  /** The first question. */
  public static final ListAccounts START = new ListAccounts("", new UUID(0, 0));

  /**
   * One account.
   *
   * @param email as its owner wrote it
   * @param since when it was made
   * @param address as it is compared
   */
  public record Listed(UUID id, String email, String name, Instant since, @Json("comparedEmail") String address) {}

  /** @param accounts none: there are no more */
  public record Answer(List<Listed> accounts) {}

  public static final BusOperation<ListAccounts, Answer> OPERATION =
      BusOperation.of("account.list.v1", Hop.OPERATOR, ListAccounts.class, Answer.class);

  /** The question for those behind these. */
  public static ListAccounts after(List<Listed> some) {
    Listed last = some.get(some.size() - 1);
    return new ListAccounts(last.address, last.id);
  }
}
