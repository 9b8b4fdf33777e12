package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Ends this session, and this pending login; nothing happens when they have ended before. */
public record LogOut(Secret session, Secret pendingLogin) {
  public record Answer() {}

  public static final BusOperation<LogOut, Answer> OPERATION =
      new BusOperation<>(
          "account.logout.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("pendingLogin", q.pendingLogin.revealText()),
              json -> new LogOut(JsonFields.secret(json, "session"), JsonFields.secret(json, "pendingLogin"))),
          new Codec<>(a -> new JsonObject(), json -> new Answer()));
}
