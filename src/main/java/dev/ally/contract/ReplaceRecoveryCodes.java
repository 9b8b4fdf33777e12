package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** New recovery codes for whoever shows a code of an authenticator; all earlier ones are dead. */
public record ReplaceRecoveryCodes(UUID operationId, Secret session, Secret code) {
  public static final BusOperation<ReplaceRecoveryCodes, FactorChange> OPERATION =
      new BusOperation<>(
          "account.recovery.replace.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("code", q.code.revealText()),
              json -> new ReplaceRecoveryCodes(
                  Fields.uuid(json, "operationId"), Fields.secret(json, "session"), Fields.secret(json, "code"))),
          new Codec<>(FactorChange::toJson, FactorChange::fromJson));
}
