package dev.ally.contract;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/** Ends all other sessions of the person whose session asks, and every login of theirs that waits for a code. */
public record EndOtherSessions(Secret session, Visitor visitor) {
  /** @param done false: there is no such session */
  public record Answer(boolean done) {}

  public static final BusOperation<EndOtherSessions, Answer> OPERATION =
      new BusOperation<>(
          "account.sessions.end.others.v1",
          Way.OUTER,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("visitor", q.visitor.toJson()),
              json -> new EndOtherSessions(Fields.secret(json, "session"), Visitor.fromJson(json, "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("done", a.done),
              json -> new Answer(json.getBoolean("done", false))));
}
