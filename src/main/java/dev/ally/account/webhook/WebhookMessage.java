package dev.ally.account.webhook;

import dev.ally.account.event.SecurityEvent;
import dev.ally.crypto.HmacSha256;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An event as a receiver gets it (Standard Webhooks 1.0.0).
 *
 * @param id of the event, the same at each attempt and at each receiver
 * @param body a JSON object with {@code type}, {@code timestamp} (when it happened) and {@code data}
 */
record WebhookMessage(UUID id, Buffer body) {
  static WebhookMessage of(SecurityEvent event) {
    JsonObject data = event.toJson();
    return new WebhookMessage(event.id(), new JsonObject()
        .put("type", data.getString("event"))
        .put("timestamp", data.getString("time"))
        .put("data", data)
        .toBuffer());
  }

  /**
   * The headers of one attempt.
   *
   * @param now when it is made, against replays
   * @param keys each signs
   */
  Map<String, String> headers(Instant now, List<Secret> keys) {
    String timestamp = Long.toString(now.getEpochSecond());
    Buffer signed = Buffer.buffer(id + "." + timestamp + ".").appendBuffer(body);
    return Map.of(
        "content-type", "application/json",
        "user-agent", "Ally",
        "webhook-id", id.toString(),
        "webhook-timestamp", timestamp,
        "webhook-signature", keys.stream()
            .map(key -> "v1," + Base64.getEncoder().encodeToString(HmacSha256.of(key.revealBytes(), signed.getBytes())))
            .collect(Collectors.joining(" ")));
  }

  @Override
  public String toString() {
    return "WebhookMessage[" + id + "]";
  }
}
