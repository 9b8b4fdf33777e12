package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
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
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("pendingLogin", q.pendingLogin.revealText()),
              json -> new FindPendingLogin(JsonFields.secret(json, "pendingLogin"))),
          new Codec<>(
              a -> new JsonObject().put("pending", a.pending).put("undoAt", JsonFields.orNull(a.undoAt)),
              json -> new Answer(json.getBoolean("pending", false), JsonFields.optionalInstant(json, "undoAt"))));
}
