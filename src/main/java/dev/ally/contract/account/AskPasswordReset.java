package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Asks for a mail with a link to a new password, for the account with this e-mail; whether there is one is not told. */
public record AskPasswordReset(UUID operationId, String email, RequestInfo requestInfo) {
  public enum Outcome {
    /** If somebody has that e-mail, a mail is on its way. */
    /** A mail is on its way, or as many are on theirs as an address gets: there is a link that opens. */
    ASKED,
    MALFORMED_EMAIL,
    WAIT,
    /** No mail leaves here. */
    NOT_OFFERED
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param problem what is wrong with the email address, where the outcome is MALFORMED_EMAIL
   */
  public record Answer(Outcome outcome, Duration retryAfter, Optional<NewAccount.Problem> problem) {
    public Answer(Outcome outcome, Duration retryAfter) {
      this(outcome, retryAfter, Optional.empty());
    }

    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }

    public static Answer malformed(NewAccount.Problem problem) {
      return new Answer(Outcome.MALFORMED_EMAIL, Duration.ZERO, Optional.of(problem));
    }
  }

  public static final BusOperation<AskPasswordReset, Answer> OPERATION =
      new BusOperation<>(
          "account.password.ask.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("email", q.email)
                  .put("visitor", q.requestInfo.toJson()),
              json -> new AskPasswordReset(
                  JsonFields.uuid(json, "operationId"), JsonFields.text(json, "email"), RequestInfo.fromJson(json,
                  "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("retryAfterMillis", a.retryAfter.toMillis())
                  .put("problem", JsonFields.orNull(a.problem)),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.NOT_OFFERED),
                  JsonFields.millis(json, "retryAfterMillis"),
                  NewAccount.emailProblem(json))));
}
