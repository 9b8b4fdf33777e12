package dev.ally.contract;

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
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("typed", q.typed.revealText()),
              json -> new SaveRecoveryCodes(Fields.secret(json, "session"), Fields.secret(json, "typed"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Fields.choice(json, "outcome", Outcome.WRONG))));
}
