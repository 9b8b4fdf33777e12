package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Has security events sent to an address, from now on; for the operator alone. Asked again with the same id it gives
 * the same key.
 *
 * @param webhookId a new one
 * @param url where events go
 */
public record AddWebhook(UUID webhookId, String url) {
  public enum Outcome {
    /** Events may not go to this address. */
    REFUSED,
    /** There are as many webhooks as there may be. */
    TOO_MANY,
    ADDED
  }

  /**
   * @param secret what the receiver verifies signatures with: {@code whsec_} and the key; empty unless ADDED
   * @param problem what is wrong with the address, for the operator; empty unless REFUSED
   */
  public record Answer(@Fallback("REFUSED") Outcome outcome, Secret secret, String problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Secret.empty(), "");
    }
  }

  public static final BusOperation<AddWebhook, Answer> OPERATION =
      BusOperation.of("account.webhooks.add.v1", Hop.UPKEEP, AddWebhook.class, Answer.class);
}
