package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Makes an account; for the operator alone, also where sign-up is closed. */
public record CreateAccount(UUID operationId, NewAccount account) {
  public static final BusOperation<CreateAccount, NewAccount.Answer> OPERATION =
      new BusOperation<>(
          "account.create.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("account", q.account.toJson()),
              json -> new CreateAccount(JsonFields.uuid(json, "operationId"), NewAccount.fromJson(json, "account"))),
          new Codec<>(NewAccount.Answer::toJson, NewAccount.Answer::fromJson));
}
