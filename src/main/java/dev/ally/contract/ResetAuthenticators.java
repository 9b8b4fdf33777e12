package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Turns the second factor off without a code; for the operator alone. */
public record ResetAuthenticators(UUID operationId, UUID accountId) {
  public enum Outcome { REMOVED, NOT_ENROLLED, GIVEN_UP }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<ResetAuthenticators, Answer> OPERATION =
      new BusOperation<>(
          "totp.reset.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("operationId", q.operationId.toString())
                  .put("accountId", q.accountId.toString()),
              json -> new ResetAuthenticators(Fields.uuid(json, "operationId"), Fields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(Fields.choice(json, "outcome", Outcome.GIVEN_UP))));
}
