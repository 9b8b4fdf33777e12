package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the account of a sign-up whose mailed link was opened, and signs its owner in. The password and the name are
 * those that whoever opened the link gives now: the sign-up may have been asked for by somebody else.
 *
 * @param name empty from a version that did not ask for it: the name that was given at the sign-up
 * @param newSession the token that the new session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record CompleteSignUp(
    UUID operationId, Secret link, Secret password, Optional<String> name, RequestInfo requestInfo, Secret newSession,
    Secret oldSession) {
  public enum Outcome {
    SIGNED_IN,
    /** The password or the name is not taken. */
    REFUSED,
    /**
     * What an earlier version answers, which wants the password that was typed at the sign-up; and what it is answered
     * where the new one is not taken.
     */
    WRONG_PASSWORD,
    /** As an earlier version answers, after too many wrong ones. */
    WAIT,
    /** The link opens nothing any more. */
    EXPIRED
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param problems what was wrong, none unless the outcome is REFUSED
   */
  public record Answer(Outcome outcome, Duration retryAfter, Set<NewAccount.Problem> problems) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO, Set.of());
    }

    public static Answer refused(Set<NewAccount.Problem> problems) {
      return new Answer(Outcome.REFUSED, Duration.ZERO, problems);
    }
  }

  public static final BusOperation<CompleteSignUp, Answer> OPERATION =
      new BusOperation<>(
          "account.signup.complete.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("password", q.password.revealText())
                  .put("name", q.name.orElse(null))
                  .put("visitor", q.requestInfo.toJson())
                  .put("newSession", q.newSession.revealText())
                  .put("oldSession", q.oldSession.revealText()),
              json -> new CompleteSignUp(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "link"),
                  JsonFields.secret(json, "password"),
                  json.getString("name") == null ? Optional.empty() : Optional.of(JsonFields.text(json, "name")),
                  RequestInfo.fromJson(json, "visitor"),
                  JsonFields.secret(json, "newSession"),
                  JsonFields.secret(json, "oldSession"))),
          new Codec<>(
              a -> NewAccount.Answer.toJson(a.problems)
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.EXPIRED),
                  JsonFields.millis(json, "retryAfterMillis"),
                  NewAccount.Answer.problems(json.getJsonArray("problems", new JsonArray())))));
}
