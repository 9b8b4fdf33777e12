package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/**
 * Makes the account of a sign-up whose mailed link was opened, and signs its owner in. It asks for the password that was
 * chosen then: or somebody who signed up with an address of another would have a password to the account that its owner
 * confirms.
 *
 * @param newSession the token that the new session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record CompleteSignUp(
    UUID operationId, Secret link, Secret password, Visitor visitor, Secret newSession, Secret oldSession) {
  public enum Outcome {
    SIGNED_IN,
    WRONG_PASSWORD,
    WAIT,
    /** The link opens nothing any more. */
    EXPIRED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(Outcome outcome, Duration retryAfter) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<CompleteSignUp, Answer> OPERATION =
      new BusOperation<>(
          "account.signup.complete.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("password", q.password.revealText())
                  .put("visitor", q.visitor.toJson())
                  .put("newSession", q.newSession.revealText())
                  .put("oldSession", q.oldSession.revealText()),
              json -> new CompleteSignUp(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "link"),
                  Fields.secret(json, "password"),
                  Visitor.fromJson(json, "visitor"),
                  Fields.secret(json, "newSession"),
                  Fields.secret(json, "oldSession"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  Fields.choice(json, "outcome", Outcome.EXPIRED), Fields.millis(json, "retryAfterMillis"))));
}
