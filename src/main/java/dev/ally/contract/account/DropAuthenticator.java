package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Removes one of several authenticators for whoever shows a code of any of them, or a recovery code. */
public record DropAuthenticator(UUID operationId, Secret session, UUID authenticatorId, Secret code) {
  public static final BusOperation<DropAuthenticator, FactorChange> OPERATION =
      new BusOperation<>(
          "account.unlink.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("session", q.session.revealText())
                  .put("authenticatorId", q.authenticatorId.toString())
                  .put("code", q.code.revealText()),
              json -> new DropAuthenticator(
                  JsonFields.uuid(json, "operationId"),
                  JsonFields.secret(json, "session"),
                  JsonFields.uuid(json, "authenticatorId"),
                  JsonFields.secret(json, "code"))),
          new Codec<>(FactorChange::toJson, FactorChange::fromJson));
}
