package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What the page of the recovery codes shows to this session. */
public record ShowRecoveryCodes(Secret session) {
  /**
   * @param twoFactor whether there can be any
   * @param left how many work
   * @param shown those that were just made; empty when they are saved, or are another session's
   */
  public record Recovery(Person person, boolean twoFactor, int left, Optional<ShownRecoveryCodes> shown) {}

  /** @param recovery empty when there is no such session */
  public record Answer(Optional<Recovery> recovery) {}

  public static final BusOperation<ShowRecoveryCodes, Answer> OPERATION =
      new BusOperation<>(
          "account.recovery.show.v1",
          Hop.WEB_TO_ACCOUNT,
          new Codec<>(
              q -> new JsonObject().put("session", q.session.revealText()),
              json -> new ShowRecoveryCodes(JsonFields.secret(json, "session"))),
          new Codec<>(
              a -> new JsonObject().put("recovery", a.recovery.map(ShowRecoveryCodes::write).orElse(null)),
              json -> new Answer(Optional.ofNullable(json.getJsonObject("recovery")).map(ShowRecoveryCodes::read))));

  private static JsonObject write(Recovery recovery) {
    return new JsonObject()
        .put("person", recovery.person.toJson())
        .put("twoFactor", recovery.twoFactor)
        .put("left", recovery.left)
        .put("shown", recovery.shown.map(ShownRecoveryCodes::toJson).orElse(null));
  }

  private static Recovery read(JsonObject json) {
    return new Recovery(
        Person.fromJson(json.getJsonObject("person")),
        json.getBoolean("twoFactor", false),
        JsonFields.count(json, "left"),
        Optional.ofNullable(json.getJsonObject("shown")).map(ShownRecoveryCodes::fromJson));
  }
}
