package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/**
 * Sends an event that says nothing to a webhook now, and once; for the operator alone.
 *
 * @param operationId the id of the event
 */
public record TestWebhook(UUID operationId, UUID webhookId) {
  public enum Outcome {
    NO_WEBHOOK,
    NOT_TAKEN,
    TAKEN
  }

  /**
   * @param status of the receiver's answer; 0: there was none
   * @param problem why there was no answer, for the operator; empty where there was one
   */
  public record Answer(@Fallback("NOT_TAKEN") Outcome outcome, int status, String problem) {}

  public static final BusOperation<TestWebhook, Answer> OPERATION =
      BusOperation.of("account.webhooks.test.v1", Hop.OUTGOING, TestWebhook.class, Answer.class);
}
