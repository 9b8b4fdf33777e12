package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.PendingKey;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** The pending key of this session, if it has one; showing it lets it live on. */
public record ShowEnrolment(UUID accountId, UUID sessionId) {
  /** @param pending empty when there is none or it has waited too long */
  public record Answer(Optional<PendingKey> pending) {}

  public static final BusOperation<ShowEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "totp.enrol.show.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString()),
              json -> new ShowEnrolment(JsonFields.uuid(json, "accountId"), JsonFields.uuid(json, "sessionId"))),
          new Codec<>(
              a -> new JsonObject().put("pending", a.pending.map(PendingKey::toJson).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("pending")).map(PendingKey::fromJson))));
}
