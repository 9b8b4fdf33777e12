package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Gives the person whose session asks another name. The same name again changes nothing. */
public record ChangeName(Secret session, String name, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    /** The account has that name. */
    CHANGED,
    /** The name is not taken. */
    REFUSED
  }

  /** @param problem what is wrong with it, where the outcome is REFUSED */
  public record Answer(Outcome outcome, Optional<NewAccount.Problem> problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem));
    }
  }

  public static final BusOperation<ChangeName, Answer> OPERATION =
      new BusOperation<>(
          "account.name.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("name", q.name)
                  .put("visitor", q.requestInfo.toJson()),
              json -> new ChangeName(
                  JsonFields.secret(json, "session"), JsonFields.text(json, "name"), RequestInfo.fromJson(json,
                  "visitor"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("outcome", a.outcome.name())
                  .put("problem", JsonFields.orNull(a.problem)),
              ChangeName::answer));

  /** A problem that is not known here is read as one all the same. */
  private static Answer answer(JsonObject json) {
    Optional<NewAccount.Problem> problem = json.getString("problem") == null
        ? Optional.empty()
        : Optional.of(JsonFields.choice(json, "problem", NewAccount.Problem.NAME_MALFORMED));
    return new Answer(JsonFields.choice(json, "outcome", Outcome.NO_SESSION), problem);
  }
}
