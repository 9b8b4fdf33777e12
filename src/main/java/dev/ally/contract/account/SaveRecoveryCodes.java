package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/**
 * The person has saved the recovery codes that this session shows: they are shown nowhere again.
 *
 * @param typed the one that was asked for
 */
public record SaveRecoveryCodes(Secret session, Secret typed) {
  public enum Outcome { NO_SESSION, SAVED, WRONG, NOT_SHOWN }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<SaveRecoveryCodes, Answer> OPERATION =
      new BusOperation<>(
          "account.recovery.save.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("typed", q.typed.revealText()),
              json -> new SaveRecoveryCodes(JsonFields.secret(json, "session"), JsonFields.secret(json, "typed"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.WRONG))));
}
