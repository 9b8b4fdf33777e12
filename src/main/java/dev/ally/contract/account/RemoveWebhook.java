package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Removes a webhook, with the events that it has still to get; for the operator alone. */
public record RemoveWebhook(UUID webhookId) {
  public enum Outcome {
    NO_WEBHOOK,
    REMOVED
  }

  public record Answer(@Fallback("NO_WEBHOOK") Outcome outcome) {}

  public static final BusOperation<RemoveWebhook, Answer> OPERATION =
      BusOperation.of("account.webhooks.remove.v1", Hop.UPKEEP, RemoveWebhook.class, Answer.class);
}
