package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Gives an authenticator of the person whose session asks another name. It opens nothing, so no code is asked for. */
public record NameAuthenticator(Secret session, UUID authenticatorId, String name) {
  public enum Outcome {
    NO_SESSION,
    NAMED,
    /** The name is too long, or has characters that cannot be shown. */
    REFUSED,
    /** The account has no such authenticator. */
    NOT_THERE
  }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<NameAuthenticator, Answer> OPERATION =
      new BusOperation<>(
          "account.authenticator.name.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("authenticatorId", q.authenticatorId.toString())
                  .put("name", q.name),
              json -> new NameAuthenticator(
                  JsonFields.secret(json, "session"), JsonFields.uuid(json, "authenticatorId"), JsonFields.text(json,
                  "name"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.NO_SESSION))));
}
