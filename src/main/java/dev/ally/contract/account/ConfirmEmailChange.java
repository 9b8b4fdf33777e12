package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Gives an account the e-mail to which this link was mailed. It signs nobody in. */
public record ConfirmEmailChange(UUID operationId, Secret link, RequestInfo requestInfo) {
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
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("link", q.link.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new ConfirmEmailChange(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "link"),
                  RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.EXPIRED))));
}
