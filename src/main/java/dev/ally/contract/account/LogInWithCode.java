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
 * The second step of a login.
 *
 * @param pendingLogin the token of the first step
 * @param newSession the token that the session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record LogInWithCode(
    UUID operationId, Secret pendingLogin, Secret code, RequestInfo requestInfo, Secret newSession, Secret oldSession) {
  public enum Outcome {
    SIGNED_IN,
    WRONG,
    SPENT,
    MALFORMED,
    WAIT,
    /** There is no such pending login any more; the password is asked for again. */
    EXPIRED,
    /** This code was one too many: the pending login is dead; the password is asked for again. */
    DEAD
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param undoStopped whether this login stopped an undo of two-factor that was waiting
   */
  public record Answer(Outcome outcome, Duration retryAfter, boolean undoStopped) {
    public Answer(Outcome outcome, Duration retryAfter) {
      this(outcome, retryAfter, false);
    }

    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }

    public Answer stoppingUndo() {
      return new Answer(outcome, retryAfter, true);
    }
  }

  public static final BusOperation<LogInWithCode, Answer> OPERATION =
      new BusOperation<>(
          "account.login.code.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("pendingLogin", q.pendingLogin.revealText())
                  .put("code", q.code.revealText())
                  .put("visitor", q.requestInfo.toJson())
                  .put("newSession", q.newSession.revealText())
                  .put("oldSession", q.oldSession.revealText()),
              json -> new LogInWithCode(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "pendingLogin"),
                  JsonFields.secret(json, "code"),
                  RequestInfo.fromJson(json, "visitor"),
                  JsonFields.secret(json, "newSession"),
                  JsonFields.secret(json, "oldSession"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis())
                  .put("undoStopped", a.undoStopped),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.WRONG), JsonFields.millis(json, "retryAfterMillis"),
                  json.getBoolean("undoStopped", false))));
}
