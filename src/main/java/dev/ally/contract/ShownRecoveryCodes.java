package dev.ally.contract;

import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * New recovery codes, on their one way from {@code totp} to the page that shows them.
 *
 * @param codes in groups, as people read them
 * @param asked which of them the person types back to show that they are saved; from 1 on
 */
public record ShownRecoveryCodes(List<Secret> codes, int asked) {
  public ShownRecoveryCodes {
    codes = List.copyOf(codes);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("codes", new JsonArray(codes.stream().map(Secret::revealText).toList()))
        .put("asked", asked);
  }

  public static ShownRecoveryCodes fromJson(JsonObject json) {
    return new ShownRecoveryCodes(
        json.getJsonArray("codes", new JsonArray()).stream().map(code -> Secret.of(code.toString())).toList(),
        JsonFields.count(json, "asked"));
  }
}
