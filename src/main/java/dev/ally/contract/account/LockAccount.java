package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Locks the account with this e-mail, which ends all its sessions and pending logins, or unlocks it; for the operator
 * alone. A login to a locked account is answered as if the password were wrong.
 */
public record LockAccount(String email, boolean locked) {
  public enum Outcome { NO_ACCOUNT, DONE, ALREADY }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<LockAccount, Answer> OPERATION =
      new BusOperation<>(
          "account.lock.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("email", q.email).put("locked", q.locked),
              json -> new LockAccount(JsonFields.text(json, "email"), json.getBoolean("locked", true))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.NO_ACCOUNT))));
}
