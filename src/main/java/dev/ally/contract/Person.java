package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Whose session it is. */
public record Person(UUID accountId, String email, String name) {
  JsonObject toJson() {
    return new JsonObject().put("accountId", accountId.toString()).put("email", email).put("name", name);
  }

  static Person fromJson(JsonObject json) {
    return new Person(Fields.uuid(json, "accountId"), Fields.text(json, "email"), Fields.text(json, "name"));
  }
}
