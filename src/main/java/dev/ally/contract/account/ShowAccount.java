package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** How does the account with this e-mail stand? For the operator alone. */
public record ShowAccount(String email) {
  /**
   * How it stands.
   *
   * @param since when it was made
   * @param twoFactorSince when two-factor was turned on; empty when it is off
   * @param sessions how many are open
   * @param lastLogin empty when nobody has logged in, or that was too long ago to be remembered
   * @param lockedSince empty when it is not locked
   */
  public record Status(
      Person person, Instant since, boolean twoFactor, Optional<Instant> twoFactorSince, int sessions,
      Optional<Instant> lastLogin, Optional<Instant> lockedSince) {}

  /** @param status empty when there is no such account */
  public record Answer(Optional<Status> status) {}

  public static final BusOperation<ShowAccount, Answer> OPERATION =
      new BusOperation<>(
          "account.show.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("email", q.email),
              json -> new ShowAccount(JsonFields.text(json, "email"))),
          new Codec<>(
              a -> new JsonObject().put("status", a.status.map(ShowAccount::write).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("status")).map(ShowAccount::read))));

  private static JsonObject write(Status status) {
    return new JsonObject()
        .put("person", status.person.toJson())
        .put("since", status.since.toString())
        .put("twoFactor", status.twoFactor)
        .put("twoFactorSince", JsonFields.orNull(status.twoFactorSince))
        .put("sessions", status.sessions)
        .put("lastLogin", JsonFields.orNull(status.lastLogin))
        .put("lockedSince", JsonFields.orNull(status.lockedSince));
  }

  private static Status read(JsonObject json) {
    return new Status(
        Person.fromJson(json.getJsonObject("person")),
        JsonFields.instant(json, "since"),
        json.getBoolean("twoFactor"),
        JsonFields.optionalInstant(json, "twoFactorSince"),
        JsonFields.count(json, "sessions"),
        JsonFields.optionalInstant(json, "lastLogin"),
        JsonFields.optionalInstant(json, "lockedSince"));
  }
}
