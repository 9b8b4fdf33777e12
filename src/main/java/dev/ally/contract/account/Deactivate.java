package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/** Turns two-factor off for whoever shows a current code. */
public record Deactivate(UUID operationId, Secret session, Secret code) {
  public enum Outcome {
    NO_SESSION,
    /** It is off; the account's other sessions and pending logins have ended. */
    DEACTIVATED,
    WRONG,
    SPENT,
    MALFORMED,
    WAIT,
    ALREADY_OFF
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<Deactivate, Answer> OPERATION =
      new BusOperation<>(
          "account.deactivate.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("code", q.code.revealText()),
              json -> new Deactivate(
                  JsonFields.uuid(json, "operationId"), JsonFields.secret(json, "session"), JsonFields.secret(json,
                  "code"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.NO_SESSION), JsonFields.millis(json,
                  "retryAfterMillis"))));
}
