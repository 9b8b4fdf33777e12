package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the Security page shows to this session. */
public record ShowSecurity(Secret session) {
  /**
   * @param twoFactor whether a code is asked for at login
   * @param since when it was turned on; empty when it is off
   * @param lastUsed when a code was last accepted; empty when it is off
   * @param authenticators the oldest first
   * @param recoveryCodes how many work
   * @param undoAt when an undo of two-factor acts that waits
   */
  public record Security(
      Person person, boolean twoFactor, Optional<Instant> since, Optional<Instant> lastUsed,
      List<LinkedAuthenticator> authenticators, int recoveryCodes, Optional<Instant> undoAt) {
    public Security {
      authenticators = List.copyOf(authenticators);
    }
  }

  /** @param security empty when there is no such session */
  public record Answer(Optional<Security> security) {}

  public static final BusOperation<ShowSecurity, Answer> OPERATION =
      new BusOperation<>(
          "account.security.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new ShowSecurity(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject().put("security", a.security.map(ShowSecurity::write).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("security")).map(ShowSecurity::read))));

  private static JsonObject write(Security security) {
    return new JsonObject()
        .put("person", security.person.toJson())
        .put("twoFactor", security.twoFactor)
        .put("since", JsonFields.orNull(security.since))
        .put("lastUsed", JsonFields.orNull(security.lastUsed))
        .put("authenticators",
            new JsonArray(security.authenticators.stream().map(LinkedAuthenticator::toJson).toList()))
        .put("recoveryCodes", security.recoveryCodes)
        .put("undoAt", JsonFields.orNull(security.undoAt));
  }

  private static Security read(JsonObject json) {
    return new Security(
        Person.fromJson(json.getJsonObject("person")),
        json.getBoolean("twoFactor"),
        JsonFields.optionalInstant(json, "since"),
        JsonFields.optionalInstant(json, "lastUsed"),
        LinkedAuthenticator.read(json.getJsonArray("authenticators", new JsonArray())),
        JsonFields.count(json, "recoveryCodes"),
        JsonFields.optionalInstant(json, "undoAt"));
  }
}
