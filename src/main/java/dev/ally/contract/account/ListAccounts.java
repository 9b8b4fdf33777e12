package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
public record ListAccounts(String afterAddress, UUID afterId) {
  /** The first question. */
  public static final ListAccounts START = new ListAccounts("", new UUID(0, 0));

  /**
   * One account.
   *
   * @param email as its owner wrote it
   * @param since when it was made
   * @param address as it is compared
   */
  public record Listed(UUID id, String email, String name, Instant since, String address) {}

  /** @param accounts none: there are no more */
  public record Answer(List<Listed> accounts) {}

  public static final BusOperation<ListAccounts, Answer> OPERATION =
      new BusOperation<>(
          "account.list.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("afterEmail", q.afterAddress).put("afterId", q.afterId.toString()),
              json -> new ListAccounts(JsonFields.text(json, "afterEmail"), JsonFields.uuid(json, "afterId"))),
          new Codec<>(
              a -> new JsonObject().put("accounts", new JsonArray(a.accounts.stream().map(ListAccounts::write).toList())),
              json -> new Answer(JsonFields.list(json, "accounts", ListAccounts::read))));

  private static JsonObject write(Listed listed) {
    return new JsonObject()
        .put("id", listed.id.toString())
        .put("email", listed.email)
        .put("name", listed.name)
        .put("since", listed.since.toString())
        .put("comparedEmail", listed.address);
  }

  private static Listed read(JsonObject json) {
    return new Listed(
        JsonFields.uuid(json, "id"), JsonFields.text(json, "email"), JsonFields.text(json, "name"),
        JsonFields.instant(json, "since"),
        JsonFields.text(json, "comparedEmail"));
  }

  /** The question for those behind these. */
  public static ListAccounts after(List<Listed> some) {
    Listed last = some.get(some.size() - 1);
    return new ListAccounts(last.address, last.id);
  }
}
