package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Drops the pending key of this session; nothing happens when there is none. */
public record CancelEnrolment(UUID accountId, UUID sessionId) {
  public record Answer() {}

  public static final BusOperation<CancelEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "totp.enrol.cancel.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString()),
              json -> new CancelEnrolment(JsonFields.uuid(json, "accountId"), JsonFields.uuid(json, "sessionId"))),
          new Codec<>(a -> new JsonObject(), json -> new Answer()));
}
