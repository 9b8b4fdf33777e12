package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Drops the key that this session is linking. */
public record AbandonEnrolment(Secret session) {
  /** @param session whether there is such a session */
  public record Answer(boolean session) {}

  public static final BusOperation<AbandonEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "account.link.cancel.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new AbandonEnrolment(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject().put("session", a.session),
              json -> new Answer(json.getBoolean("session", false))));
}
