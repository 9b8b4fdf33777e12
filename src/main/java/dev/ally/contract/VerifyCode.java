package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Does this code open the account's second factor? A code accepted once never opens it again. */
public record VerifyCode(UUID operationId, UUID accountId, Secret code) {
  public static final BusOperation<VerifyCode, CodeVerdict> OPERATION =
      new BusOperation<>(
          "totp.verify.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString())
                  .put("code", q.code.revealText()),
              json -> new VerifyCode(
                  Fields.uuid(json, "operationId"),
                  Fields.uuid(json, "accountId"),
                  Fields.secret(json, "code"))),
          new Codec<>(CodeVerdict::toJson, CodeVerdict::fromJson));
}
