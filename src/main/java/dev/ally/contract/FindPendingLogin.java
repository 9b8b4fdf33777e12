package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Does this token wait for a code? */
public record FindPendingLogin(Secret pendingLogin) {
  public record Answer(boolean pending) {}

  public static final BusOperation<FindPendingLogin, Answer> OPERATION =
      new BusOperation<>(
          "account.login.pending.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject().put("pendingLogin", q.pendingLogin.revealText()),
              json -> new FindPendingLogin(Fields.secret(json, "pendingLogin"))),
          new Codec<>(
              a -> new JsonObject().put("pending", a.pending),
              json -> new Answer(json.getBoolean("pending", false))));
}
