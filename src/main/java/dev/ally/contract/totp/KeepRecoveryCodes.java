package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * The person has saved the codes that this session shows: they are shown nowhere again.
 *
 * @param typed the one that was asked for
 */
public record KeepRecoveryCodes(UUID accountId, UUID sessionId, Secret typed) {
  public enum Outcome {
    KEPT,
    /** That is not the one that was asked for. */
    WRONG,
    /** This session shows none. */
    NOT_SHOWN
  }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<KeepRecoveryCodes, Answer> OPERATION =
      new BusOperation<>(
          "totp.recovery.keep.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString())
                  .put("typed", q.typed.revealText()),
              json -> new KeepRecoveryCodes(
                  JsonFields.uuid(json, "accountId"), JsonFields.uuid(json, "sessionId"), JsonFields.secret(json,
                  "typed"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.WRONG))));
}
