package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Turns the second factor off for whoever shows a current code: ACCEPTED means that all authenticators are gone. */
public record RemoveAuthenticators(UUID operationId, UUID accountId, Secret code) {
  public static final BusOperation<RemoveAuthenticators, CodeVerdict> OPERATION =
      new BusOperation<>(
          "totp.remove.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("code", q.code.revealText()),
              json -> new RemoveAuthenticators(
                  Fields.uuid(json, "operationId"),
                  Fields.uuid(json, "accountId"),
                  Fields.secret(json, "code"))),
          new Codec<>(CodeVerdict::toJson, CodeVerdict::fromJson));
}
