package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks for another e-mail, for whoever has the password and, with two-factor on, a code or a recovery code. Nothing
 * changes before a link that is mailed there is opened. Whether somebody has that e-mail already is not told.
 *
 * @param code empty where two-factor is off
 */
public record AskEmailChange(
    UUID operationId, Secret session, String email, Secret password, Secret code, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    /** A mail is on its way to the new address, or leaves later, and a notice to the present one. */
    ASKED,
    /** No mail leaves here. */
    NOT_OFFERED,
    MALFORMED_EMAIL,
    /** The account has that e-mail. */
    SAME_EMAIL,
    /** The account's password is that e-mail, which no password may be. */
    EMAIL_IS_PASSWORD,
    WRONG_PASSWORD,
    WRONG_CODE,
    SPENT_CODE,
    MALFORMED_CODE,
    WAIT_FOR_PASSWORD,
    WAIT_FOR_CODE,
    /** Too many mails were asked for. */
    WAIT
  }

  /**
   * @param retryAfter how long to wait, where the outcome is one of the waits; how long the mail waits, where it is
   *     ASKED and others have asked for mails to the same address
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

  public static final BusOperation<AskEmailChange, Answer> OPERATION =
      new BusOperation<>(
          "account.email.ask.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("email", q.email)
                  .put("password", q.password.revealText())
                  .put("code", q.code.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new AskEmailChange(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "session"),
                  JsonFields.text(json, "email"),
                  JsonFields.secret(json, "password"),
                  JsonFields.secret(json, "code"),
                  RequestInfo.fromJson(json, "visitor"))),
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
