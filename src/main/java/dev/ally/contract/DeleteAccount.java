package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Deletes the account with this e-mail and everything of it, for good; for the operator alone. */
public record DeleteAccount(UUID operationId, String email) {
  public enum Outcome { NO_ACCOUNT, DELETED }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<DeleteAccount, Answer> OPERATION =
      new BusOperation<>(
          "account.delete.v1",
          Way.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("operationId", q.operationId.toString()).put("email", q.email),
              json -> new DeleteAccount(Fields.uuid(json, "operationId"), Fields.text(json, "email"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Fields.choice(json, "outcome", Outcome.NO_ACCOUNT))));
}
