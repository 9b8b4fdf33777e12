package dev.ally.contract;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Deletes everything that {@code totp} keeps of an account; nothing happens when it keeps nothing. */
public record ForgetAccount(UUID accountId) {
  /** @param forgotten false: it is not known that it was done */
  public record Answer(boolean forgotten) {}

  public static final BusOperation<ForgetAccount, Answer> OPERATION =
      new BusOperation<>(
          "totp.forget.v1",
          Way.INNER,
          new Codec<>(
              q -> new JsonObject().put("accountId", q.accountId.toString()),
              json -> new ForgetAccount(Fields.uuid(json, "accountId"))),
          new Codec<>(
              a -> new JsonObject().put("forgotten", a.forgotten),
              json -> new Answer(json.getBoolean("forgotten", false))));
}
