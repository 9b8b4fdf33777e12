package dev.ally.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Has the account a second factor? Asked of {@code totp} at every login: no copy of the answer is kept elsewhere. */
public record FindAuthenticators(UUID accountId) {
  /** @param name what the person calls it; empty: nothing */
  public record Authenticator(UUID id, String name, Instant since, Instant lastUsed) {
    JsonObject toJson() {
      return new JsonObject()
          .put("id", id.toString())
          .put("name", name)
          .put("since", since.toString())
          .put("lastUsed", lastUsed.toString());
    }

    static List<Authenticator> read(JsonArray all) {
      return all.stream().map(one -> fromJson((JsonObject) one)).toList();
    }

    private static Authenticator fromJson(JsonObject json) {
      return new Authenticator(
          Fields.uuid(json, "id"),
          Fields.text(json, "name"),
          Fields.instant(json, "since"),
          Fields.instant(json, "lastUsed"));
    }
  }

  /**
   * @param count how many confirmed authenticators there are
   * @param since when the oldest was confirmed; empty when there is none
   * @param lastUsed when a code of any was last accepted; empty when there is none
   * @param authenticators the oldest first; none, if the answer is of a version that does not name them
   * @param recoveryCodes how many work
   */
  public record Answer(
      int count, Optional<Instant> since, Optional<Instant> lastUsed, List<Authenticator> authenticators,
      int recoveryCodes) {
    public Answer {
      authenticators = List.copyOf(authenticators);
    }

    /** @param authenticators the oldest first */
    public static Answer of(List<Authenticator> authenticators, int recoveryCodes) {
      return new Answer(
          authenticators.size(),
          authenticators.stream().map(Authenticator::since).min(Instant::compareTo),
          authenticators.stream().map(Authenticator::lastUsed).max(Instant::compareTo),
          authenticators,
          recoveryCodes);
    }

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
                  .put("lastUsed", Fields.orNull(a.lastUsed))
                  .put("authenticators", new JsonArray(a.authenticators.stream().map(Authenticator::toJson).toList()))
                  .put("recoveryCodes", a.recoveryCodes),
              json -> new Answer(
                  json.getInteger("count"),
                  Fields.optionalInstant(json, "since"),
                  Fields.optionalInstant(json, "lastUsed"),
                  Authenticator.read(json.getJsonArray("authenticators", new JsonArray())),
                  Fields.count(json, "recoveryCodes"))));
}
