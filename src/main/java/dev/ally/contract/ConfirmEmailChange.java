package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Gives an account the e-mail to which this link was mailed. It signs nobody in. */
public record ConfirmEmailChange(UUID operationId, Secret link, Visitor visitor) {
  public enum Outcome {
    /** The account's pending logins and sessions have ended, but for the session that asked for it. */
    CHANGED,
    /** The link opens nothing any more, or somebody else has that e-mail by now. */
    EXPIRED
  }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<ConfirmEmailChange, Answer> OPERATION =
      new BusOperation<>(
          "account.email.confirm.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new ConfirmEmailChange(
                  Fields.uuid(json, "operationId"),
                  Fields.secret(json, "link"),
                  Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Fields.choice(json, "outcome", Outcome.EXPIRED))));
}
