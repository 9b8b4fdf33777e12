package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Ends this session, and this pending login; nothing happens when they have ended before. */
public record LogOut(Secret session, Secret pendingLogin) {
  public record Answer() {}

  public static final BusOperation<LogOut, Answer> OPERATION =
      new BusOperation<>(
          "account.logout.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("pendingLogin", q.pendingLogin.revealText()),
              json -> new LogOut(Fields.secret(json, "session"), Fields.secret(json, "pendingLogin"))),
          new Codec<>(a -> new JsonObject(), json -> new Answer()));
}
