package dev.ally.contract.account;

import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Whose session it is. */
public record Person(UUID accountId, String email, String name) {
  JsonObject toJson() {
    return new JsonObject().put("accountId", accountId.toString()).put("email", email).put("name", name);
  }

  static Person fromJson(JsonObject json) {
    return new Person(JsonFields.uuid(json, "accountId"), JsonFields.text(json, "email"), JsonFields.text(json,
        "name"));
  }
}
