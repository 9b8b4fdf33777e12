package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/**
 * Picks the two-factor method. Nothing changes by that alone: turning it on takes {@link ConfirmLink}, turning it off
 * {@link Deactivate}.
 */
public record ChangeMethod(UUID operationId, Secret session, Method method, Secret password, Visitor visitor) {
  public enum Method { NONE, AUTHENTICATOR }

  public enum Outcome {
    NO_SESSION,
    NOTHING_CHANGED,
    WRONG_PASSWORD,
    WAIT,
    /** A key is pending: {@link ShowLink} shows it. */
    LINK,
    /** A current code turns it off. */
    CODE_NEEDED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<ChangeMethod, Answer> OPERATION =
      new BusOperation<>(
          "account.method.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("method", q.method.name())
                  .put("password", q.password.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new ChangeMethod(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "session"),
                  Fields.choice(json, "method", Method.NONE),
                  Fields.secret(json, "password"),
                  Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  Fields.choice(json, "outcome", Outcome.NO_SESSION), Fields.millis(json, "retryAfterMillis"))));
}
