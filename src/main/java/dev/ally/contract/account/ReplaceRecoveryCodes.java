package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** New recovery codes for whoever shows a code of an authenticator; all earlier ones are dead. */
public record ReplaceRecoveryCodes(UUID operationId, Secret session, Secret code) {
  public static final BusOperation<ReplaceRecoveryCodes, FactorChange> OPERATION =
      new BusOperation<>(
          "account.recovery.replace.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("code", q.code.revealText()),
              json -> new ReplaceRecoveryCodes(
                  JsonFields.uuid(json, "operationId"), JsonFields.secret(json, "session"), JsonFields.secret(json,
                  "code"))),
          new Codec<>(FactorChange::toJson, FactorChange::fromJson));
}
