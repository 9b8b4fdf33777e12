package dev.ally.contract;

import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A key that waits to be confirmed, on its one way from {@code totp} to the page that shows it.
 *
 * @param id names this exact key; the confirming form carries it
 * @param key in base32 without padding (RFC 4648 §6)
 * @param misses how many codes were wrong for it so far
 * @param purpose what it becomes when it is confirmed
 */
public record PendingKey(
    UUID id, Secret key, String algorithm, int digits, int periodSeconds, int misses, Purpose purpose) {
  public enum Purpose {
    /** The account's first authenticator: two-factor is turned on. */
    FIRST,
    /** One more. */
    ADD,
    /** One in the place of another. */
    REPLACE
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("id", id.toString())
        .put("key", key.revealText())
        .put("algorithm", algorithm)
        .put("digits", digits)
        .put("periodSeconds", periodSeconds)
        .put("misses", misses)
        .put("purpose", purpose.name());
  }

  public static PendingKey fromJson(JsonObject json) {
    return new PendingKey(
        JsonFields.uuid(json, "id"),
        JsonFields.secret(json, "key"),
        json.getString("algorithm", "SHA1"),
        json.getInteger("digits", 6),
        json.getInteger("periodSeconds", 30),
        JsonFields.count(json, "misses"),
        JsonFields.choice(json, "purpose", Purpose.FIRST));
  }
}
