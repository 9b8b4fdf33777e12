package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Drops the pending key of this session; nothing happens when there is none. */
public record CancelEnrolment(UUID accountId, UUID sessionId) {
  public record Answer() {}

  public static final BusOperation<CancelEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "totp.enrol.cancel.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString()),
              json -> new CancelEnrolment(Fields.uuid(json, "accountId"), Fields.uuid(json, "sessionId"))),
          new Codec<>(a -> new JsonObject(), json -> new Answer()));
}
