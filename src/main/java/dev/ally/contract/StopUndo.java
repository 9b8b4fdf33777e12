package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/**
 * Stops an undo of two-factor that waits, for the holder of both the link in the mail that told of it and a code or
 * recovery code. It signs nobody in.
 */
public record StopUndo(UUID operationId, Secret link, Secret code, Visitor visitor) {
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
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("code", q.code.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new StopUndo(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "link"),
                  Fields.secret(json, "code"),
                  Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  Fields.choice(json, "outcome", Outcome.EXPIRED), Fields.millis(json, "retryAfterMillis"))));
}
