package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** Chooses a new password by a mailed link. It signs nobody in, and leaves the second factor as it is. */
public record ResetPassword(UUID operationId, Secret link, Secret chosen, Visitor visitor) {
  public enum Outcome {
    /** All of the account's sessions and pending logins have ended, and no browser is known any more. */
    CHANGED,
    /** The new one is not taken. */
    REFUSED,
    /** The link opens nothing any more. */
    EXPIRED
  }

  /** @param problem what is wrong with the new one, where the outcome is REFUSED */
  public record Answer(Outcome outcome, Optional<NewAccount.Problem> problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem));
    }
  }

  public static final BusOperation<ResetPassword, Answer> OPERATION =
      new BusOperation<>(
          "account.password.reset.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("chosen", q.chosen.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new ResetPassword(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "link"),
                  Fields.secret(json, "chosen"),
                  Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()).put("problem", Fields.orNull(a.problem)),
              ResetPassword::answer));

  /** A problem that is not known here is read as one all the same. */
  private static Answer answer(JsonObject json) {
    Optional<NewAccount.Problem> problem = json.getString("problem") == null
        ? Optional.empty()
        : Optional.of(Fields.choice(json, "problem", NewAccount.Problem.PASSWORD_MALFORMED));
    return new Answer(Fields.choice(json, "outcome", Outcome.EXPIRED), problem);
  }
}
