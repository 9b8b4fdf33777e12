package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Deletes everything that {@code totp} keeps of an account; nothing happens when it keeps nothing. */
public record ForgetAccount(UUID accountId) {
  /** @param forgotten false: it is not known that it was done */
  public record Answer(boolean forgotten) {}

  public static final BusOperation<ForgetAccount, Answer> OPERATION =
      new BusOperation<>(
          "totp.forget.v1",
          Hop.ACCOUNT_TO_TOTP,
          new Codec<>(
              q -> new JsonObject().put("accountId", q.accountId.toString()),
              json -> new ForgetAccount(JsonFields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject().put("forgotten", a.forgotten),
              json -> new Answer(json.getBoolean("forgotten", false))));
}
