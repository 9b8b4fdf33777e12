package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/**
 * Stops an undo of two-factor that waits, for the holder of both the link in the mail that told of it and a code or
 * recovery code. It signs nobody in.
 */
public record StopUndo(UUID operationId, Secret link, Secret code, RequestInfo requestInfo) {
  public enum Outcome {
    STOPPED,
    WRONG,
    SPENT,
    MALFORMED,
    WAIT,
    /** It does not wait any more. */
    EXPIRED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<StopUndo, Answer> OPERATION =
      new BusOperation<>(
          "account.undo.stop.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("code", q.code.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new StopUndo(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "link"),
                  JsonFields.secret(json, "code"),
                  RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.EXPIRED), JsonFields.millis(json, "retryAfterMillis"))));
}
