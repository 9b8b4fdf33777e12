package dev.ally.contract;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals some of the older rows under the key that seals now; for the operator alone. Asked again with what the answer
 * names, until it names nothing; whatever was done before an end stays done.
 *
 * @param after goes on behind this row
 */
public record Reseal(UUID after) {
  /** Before the first row. */
  public static final UUID START = new UUID(0, 0);

  /**
   * @param resealed how many rows now are
   * @param broken how many do not open under any key: somebody else wrote them, or their key is lost
   * @param next where to go on; empty: that was all
   */
  public record Answer(int resealed, int broken, Optional<UUID> next) {}

  public static final BusOperation<Reseal, Answer> OF_ACCOUNT = operation("account.reseal.v1");
  public static final BusOperation<Reseal, Answer> OF_TOTP = operation("totp.reseal.v1");

  private static BusOperation<Reseal, Answer> operation(String address) {
    return new BusOperation<>(
        address,
        Hop.UPKEEP,
        new Codec<>(
            q -> new JsonObject().put("after", q.after.toString()),
            json -> new Reseal(JsonFields.uuid(json, "after"))),
        new Codec<>(
            a -> new JsonObject()
                .put("resealed", a.resealed)
                .put("broken", a.broken)
                .put("next", JsonFields.orNull(a.next)),
            Reseal::read));
  }

  /** An answer that does not say where to go on does not say that it was all. */
  private static Answer read(JsonObject json) {
    if (!json.containsKey("next")) {
      throw new IllegalArgumentException("an answer without next");
    }
    return new Answer(
        JsonFields.count(json, "resealed"), JsonFields.count(json, "broken"), JsonFields.optionalUuid(json, "next"));
  }
}
