package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Does this token wait for a code? */
public record FindPendingLogin(Secret pendingLogin) {
  /** @param undoAt when an undo of two-factor acts that waits, and that the code will stop */
  public record Answer(boolean pending, Optional<Instant> undoAt) {
    public Answer(boolean pending) {
      this(pending, Optional.empty());
    }
  }

  public static final BusOperation<FindPendingLogin, Answer> OPERATION =
      new BusOperation<>(
          "account.login.pending.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject().put("pendingLogin", q.pendingLogin.revealText()),
              json -> new FindPendingLogin(Fields.secret(json, "pendingLogin"))),
          new Codec<>(
              a -> new JsonObject().put("pending", a.pending).put("undoAt", Fields.orNull(a.undoAt)),
              json -> new Answer(json.getBoolean("pending", false), Fields.optionalInstant(json, "undoAt"))));
}
