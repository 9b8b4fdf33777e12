package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Has the account a second factor? Asked of {@code totp} at every login: no copy of the answer is kept elsewhere. */
public record FindAuthenticators(UUID accountId) {
  /**
   * @param count how many confirmed authenticators there are
   * @param since when the oldest was confirmed; empty when there is none
   * @param lastUsed when a code of any was last accepted; empty when there is none
   */
  public record Answer(int count, Optional<Instant> since, Optional<Instant> lastUsed) {
    public boolean enrolled() {
      return count > 0;
    }
  }

  public static final BusOperation<FindAuthenticators, Answer> OPERATION =
      new BusOperation<>(
          "totp.find.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject().put("accountId", q.accountId.toString()),
              json -> new FindAuthenticators(Fields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("count", a.count)
                  .put("since", Fields.orNull(a.since))
                  .put("lastUsed", Fields.orNull(a.lastUsed)),
              json -> new Answer(
                  json.getInteger("count"),
                  Fields.optionalInstant(json, "since"),
                  Fields.optionalInstant(json, "lastUsed"))));
}
