package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** New recovery codes for whoever shows a code of an authenticator: ACCEPTED means that all earlier ones are dead. */
public record RenewRecoveryCodes(UUID operationId, UUID accountId, UUID sessionId, Secret code) {
  public static final BusOperation<RenewRecoveryCodes, CodeVerdict> OPERATION =
      new BusOperation<>(
          "totp.recovery.renew.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString())
                  .put("code", q.code.revealText()),
              json -> new RenewRecoveryCodes(
                  Fields.uuid(json, "operationId"),
                  Fields.uuid(json, "accountId"),
                  Fields.uuid(json, "sessionId"),
                  Fields.secret(json, "code"))),
          new Codec<>(CodeVerdict::toJson, CodeVerdict::fromJson));
}
