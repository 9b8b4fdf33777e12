package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Makes an account; for the operator alone, also where sign-up is closed. */
public record CreateAccount(UUID operationId, NewAccount account) {
  public static final BusOperation<CreateAccount, NewAccount.Answer> OPERATION =
      new BusOperation<>(
          "account.create.v1",
          Way.OPERATOR,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("account", q.account.toJson()),
              json -> new CreateAccount(Fields.uuid(json, "operationId"), NewAccount.fromJson(json, "account"))),
          new Codec<>(NewAccount.Answer::toJson, NewAccount.Answer::fromJson));
}
