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

/**
 * What has happened to the account of the person whose session this is?
 *
 * @param before only what is older than the event of this id; 0: from the newest on
 */
public record ShowActivity(Secret session, long before) {
  /**
   * Something that happened.
   *
   * @param id greater for what happened later
   * @param address from which it was done; empty where nobody's browser did it
   * @param userAgent what that browser called itself
   */
  public record Event(long id, Instant at, ActivityKind kind, String address, String userAgent) {}

  /**
   * A page of it.
   *
   * @param events the newest first
   * @param more whether there are older ones
   */
  public record Activity(Person person, List<Event> events, boolean more) {}

  /** @param activity empty when there is no such session */
  public record Answer(Optional<Activity> activity) {}

  public static final BusOperation<ShowActivity, Answer> OPERATION =
      new BusOperation<>(
          "account.activity.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()).put("before", q.before),
              json -> new ShowActivity(JsonFields.secret(json, "session"), JsonFields.number(json, "before"))),
          new Codec<>(
              a -> new JsonObject().put("activity", a.activity.map(ShowActivity::write).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("activity")).map(ShowActivity::read))));

  private static JsonObject write(Activity activity) {
    return new JsonObject()
        .put("person", activity.person.toJson())
        .put("events", new JsonArray(activity.events.stream().map(ShowActivity::write).toList()))
        .put("more", activity.more);
  }

  private static JsonObject write(Event event) {
    return new JsonObject()
        .put("id", event.id)
        .put("at", event.at.toString())
        .put("kind", event.kind.name())
        .put("address", event.address)
        .put("userAgent", event.userAgent);
  }

  private static Activity read(JsonObject json) {
    return new Activity(
        Person.fromJson(json.getJsonObject("person")),
        JsonFields.list(json, "events", ShowActivity::readEvent),
        json.getBoolean("more", false));
  }

  private static Event readEvent(JsonObject json) {
    return new Event(
        JsonFields.number(json, "id"),
        JsonFields.instant(json, "at"),
        JsonFields.choice(json, "kind", ActivityKind.OTHER),
        JsonFields.text(json, "address"),
        JsonFields.text(json, "userAgent"));
  }
}
