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
 * Picks the two-factor method. Nothing changes by that alone: turning it on takes {@link CompleteEnrolment}, turning it off
 * {@link Deactivate}.
 */
public record ChangeMethod(UUID operationId, Secret session, Method method, Secret password, RequestInfo requestInfo) {
  public enum Method { NONE, AUTHENTICATOR }

  public enum Outcome {
    NO_SESSION,
    NOTHING_CHANGED,
    WRONG_PASSWORD,
    WAIT,
    /** A key is pending: {@link FindEnrolment} shows it. */
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
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("method", q.method.name())
                  .put("password", q.password.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new ChangeMethod(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "session"),
                  JsonFields.choice(json, "method", Method.NONE),
                  JsonFields.secret(json, "password"),
                  RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.NO_SESSION), JsonFields.millis(json,
                  "retryAfterMillis"))));
}
