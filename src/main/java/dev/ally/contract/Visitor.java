package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/**
 * Who is at the other end, as {@code web} sees it.
 *
 * @param address of the client, as text
 * @param userAgent what its browser calls itself; cut to {@link TextLimit#USER_AGENT}
 * @param browser the browser's own cookie, made by {@code web} where there was none
 */
public record Visitor(String address, String userAgent, Secret browser) {
  JsonObject toJson() {
    return new JsonObject()
        .put("address", address)
        .put("userAgent", userAgent)
        .put("browser", browser.revealText());
  }

  static Visitor fromJson(JsonObject json, String name) {
    JsonObject visitor = json.getJsonObject(name, new JsonObject());
    return new Visitor(
        Fields.text(visitor, "address"), Fields.text(visitor, "userAgent"), Fields.secret(visitor, "browser"));
  }
}
