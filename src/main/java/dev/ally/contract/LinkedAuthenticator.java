package dev.ally.contract;

import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A confirmed authenticator, as its person sees it.
 *
 * @param name what the person calls it; empty: nothing
 * @param since when it was confirmed
 * @param lastUsed when a code of it was last accepted
 */
public record LinkedAuthenticator(UUID id, String name, Instant since, Instant lastUsed) {
  public JsonObject toJson() {
    return new JsonObject()
        .put("id", id.toString())
        .put("name", name)
        .put("since", since.toString())
        .put("lastUsed", lastUsed.toString());
  }

  public static List<LinkedAuthenticator> read(JsonArray all) {
    return all.stream().map(one -> fromJson((JsonObject) one)).toList();
  }

  private static LinkedAuthenticator fromJson(JsonObject json) {
    return new LinkedAuthenticator(
        JsonFields.uuid(json, "id"),
        JsonFields.text(json, "name"),
        JsonFields.instant(json, "since"),
        JsonFields.instant(json, "lastUsed"));
  }
}
