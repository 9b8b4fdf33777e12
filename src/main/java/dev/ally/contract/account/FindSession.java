package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Whose session is this? Being asked lets it live on. */
public record FindSession(Secret session) {
  /** @param person empty when there is no such session, or it has ended */
  public record Answer(Optional<Person> person) {}

  public static final BusOperation<FindSession, Answer> OPERATION =
      new BusOperation<>(
          "account.session.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new FindSession(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject().put("person", a.person.map(Person::toJson).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("person")).map(Person::fromJson))));
}
