package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Gives a webhook a new key; for the operator alone. Asked again with the same operation it gives the same one.
 *
 * @param overlap how long events are signed with its earlier keys too; zero: not any more
 */
public record MakeWebhookKey(UUID operationId, UUID webhookId, Duration overlap) {
  public enum Outcome {
    NO_WEBHOOK,
    MADE
  }

  /** @param secret {@code whsec_} and the key; empty unless the outcome is MADE */
  public record Answer(@Fallback("NO_WEBHOOK") Outcome outcome, Secret secret) {}

  public static final BusOperation<MakeWebhookKey, Answer> OPERATION =
      BusOperation.of("account.webhooks.key.v1", Hop.OPERATOR, MakeWebhookKey.class, Answer.class);
}
