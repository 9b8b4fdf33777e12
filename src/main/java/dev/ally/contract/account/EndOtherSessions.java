package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Ends all other sessions of the person whose session asks, and every login of theirs that waits for a code. */
public record EndOtherSessions(Secret session, RequestInfo requestInfo) {
  /** @param done false: there is no such session */
  public record Answer(boolean done) {}

  public static final BusOperation<EndOtherSessions, Answer> OPERATION =
      new BusOperation<>(
          "account.sessions.end.others.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new EndOtherSessions(JsonFields.secret(json, "session"), RequestInfo.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("done", a.done),
              json -> new Answer(json.getBoolean("done", false))));
}
