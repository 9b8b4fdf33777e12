package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** The key that this session is linking an app with. */
public record FindEnrolment(Secret session) {
  /**
   * @param issuer the name that the app shows
   * @param serverTime for those whose codes are refused because a clock is off
   */
  public record Link(Person person, PendingKey pending, String issuer, Instant serverTime) {}

  /**
   * @param person empty when there is no such session
   * @param link empty when that session links nothing now
   */
  public record Answer(Optional<Person> person, Optional<Link> link) {}

  public static final BusOperation<FindEnrolment, Answer> OPERATION =
      new BusOperation<>(
          "account.link.show.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new FindEnrolment(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject()
                  .put("person", a.person.map(Person::toJson).orElse(null))
                  .put("link", a.link.map(FindEnrolment::write).orElse(null)),
              json -> new Answer(
                  Optional.ofNullable(json.getJsonObject("person")).map(Person::fromJson),
                  Optional.ofNullable(json.getJsonObject("link")).map(FindEnrolment::read))));

  private static JsonObject write(Link link) {
    return new JsonObject()
        .put("person", link.person.toJson())
        .put("pending", link.pending.toJson())
        .put("issuer", link.issuer)
        .put("serverTime", link.serverTime.toString());
  }

  private static Link read(JsonObject json) {
    return new Link(
        Person.fromJson(json.getJsonObject("person")),
        PendingKey.fromJson(json.getJsonObject("pending")),
        JsonFields.text(json, "issuer"),
        JsonFields.instant(json, "serverTime"));
  }
}
