package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.ShownRecoveryCodes;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** The recovery codes that this session made and has not saved; they can be shown for ten minutes from now again. */
public record FindRecoveryCodes(UUID accountId, UUID sessionId) {
  /** @param shown empty when there are none to show */
  public record Answer(Optional<ShownRecoveryCodes> shown) {}

  public static final BusOperation<FindRecoveryCodes, Answer> OPERATION =
      new BusOperation<>(
          "totp.recovery.find.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject()
                  .put("accountId", q.accountId.toString())
                  .put("sessionId", q.sessionId.toString()),
              json -> new FindRecoveryCodes(JsonFields.uuid(json, "accountId"), JsonFields.uuid(json, "sessionId"))),
          new Codec<>(
              a -> new JsonObject().put("shown", a.shown.map(ShownRecoveryCodes::toJson).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("shown")).map(ShownRecoveryCodes::fromJson))));
}
