package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where is the person logged in whose session this is? */
public record ShowSessions(Secret session) {
  /**
   * A session that is open.
   *
   * @param id by which it can be ended; opens nothing
   * @param address from which it was opened
   * @param userAgent what its browser called itself then
   * @param lastSeen at most a minute before it was used last
   * @param asking whether it is the one that asks
   */
  public record Open(UUID id, String address, String userAgent, Instant since, Instant lastSeen, boolean asking) {}

  /** @param sessions the asking one first, then the last used; no more than a page can hold */
  public record Sessions(Person person, List<Open> sessions) {}

  /** @param sessions empty when there is no such session */
  public record Answer(Optional<Sessions> sessions) {}

  public static final BusOperation<ShowSessions, Answer> OPERATION =
      new BusOperation<>(
          "account.sessions.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new ShowSessions(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject().put("sessions", a.sessions.map(ShowSessions::write).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("sessions")).map(ShowSessions::read))));

  private static JsonObject write(Sessions all) {
    return new JsonObject()
        .put("person", all.person.toJson())
        .put("open", new JsonArray(all.sessions.stream().map(ShowSessions::write).toList()));
  }

  private static JsonObject write(Open open) {
    return new JsonObject()
        .put("id", open.id.toString())
        .put("address", open.address)
        .put("userAgent", open.userAgent)
        .put("since", open.since.toString())
        .put("lastSeen", open.lastSeen.toString())
        .put("asking", open.asking);
  }

  private static Sessions read(JsonObject json) {
    return new Sessions(
        Person.fromJson(json.getJsonObject("person")), JsonFields.list(json, "open", ShowSessions::readOpen));
  }

  private static Open readOpen(JsonObject json) {
    return new Open(
        JsonFields.uuid(json, "id"),
        JsonFields.text(json, "address"),
        JsonFields.text(json, "userAgent"),
        JsonFields.instant(json, "since"),
        JsonFields.instant(json, "lastSeen"),
        json.getBoolean("asking", false));
  }
}
