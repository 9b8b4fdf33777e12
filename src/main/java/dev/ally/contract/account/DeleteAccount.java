package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Deletes the account with this e-mail and everything of it, for good; for the operator alone. */
public record DeleteAccount(UUID operationId, String email) {
  public enum Outcome { NO_ACCOUNT, DELETED }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<DeleteAccount, Answer> OPERATION =
      new BusOperation<>(
          "account.delete.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("operationId", q.operationId.toString()).put("email", q.email),
              json -> new DeleteAccount(JsonFields.uuid(json, "operationId"), JsonFields.text(json, "email"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.NO_ACCOUNT))));
}
