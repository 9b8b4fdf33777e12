package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** Chooses a new password by a mailed link. It signs nobody in, and leaves the second factor as it is. */
public record ResetPassword(UUID operationId, Secret link, Secret chosen, RequestInfo requestInfo) {
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
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("chosen", q.chosen.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new ResetPassword(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "link"),
                  JsonFields.secret(json, "chosen"),
                  RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()).put("problem", JsonFields.orNull(a.problem)),
              ResetPassword::answer));

  /** A problem that is not known here is read as one all the same. */
  private static Answer answer(JsonObject json) {
    Optional<NewAccount.Problem> problem = json.getString("problem") == null
        ? Optional.empty()
        : Optional.of(JsonFields.choice(json, "problem", NewAccount.Problem.PASSWORD_MALFORMED));
    return new Answer(JsonFields.choice(json, "outcome", Outcome.EXPIRED), problem);
  }
}
