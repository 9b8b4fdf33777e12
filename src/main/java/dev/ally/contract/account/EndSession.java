package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Ends another session of the person whose session asks.
 *
 * @param sessionId of the one to end; nobody else's is, nor the asking one
 */
public record EndSession(Secret session, UUID sessionId, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    ENDED,
    /** The person has no other session of that id, or has none any more. */
    NOT_THERE
  }

  public record Answer(Outcome outcome) {}

  public static final BusOperation<EndSession, Answer> OPERATION =
      new BusOperation<>(
          "account.sessions.end.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject()
                  .put("session", q.session.revealText())
                  .put("sessionId", q.sessionId.toString())
                  .put("visitor", q.requestInfo.toJson()),
              json -> new EndSession(
                  JsonFields.secret(json, "session"), JsonFields.uuid(json, "sessionId"), RequestInfo.fromJson(json,
                  "visitor"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()),
              json -> new Answer(JsonFields.choice(json, "outcome", Outcome.NO_SESSION))));
}
