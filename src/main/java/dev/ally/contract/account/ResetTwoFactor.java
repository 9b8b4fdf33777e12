package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Turns two-factor off for someone who has lost everything; for the operator alone. */
public record ResetTwoFactor(UUID operationId, String email) {
  public enum Outcome { RESET, NO_ACCOUNT, ALREADY_OFF }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<ResetTwoFactor, Answer> OPERATION =
      new BusOperation<>(
          "account.reset.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("operationId", q.operationId.toString()).put("email", q.email),
              json -> new ResetTwoFactor(JsonFields.uuid(json, "operationId"), JsonFields.text(json, "email"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Outcome.valueOf(JsonFields.text(json, "outcome")))));
}
