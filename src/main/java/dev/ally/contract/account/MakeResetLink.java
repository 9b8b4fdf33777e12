package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Hop;
import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;

/**
 * Makes a link to a new password for the account with this email address; for the operator alone, who hands it on. It
 * opens as a mailed one does.
 *
 * @param token of the link, made by the asker: asking again with the same makes no second link
 */
public record MakeResetLink(String email, Secret token) {
  public enum Outcome {
    NO_ACCOUNT,
    /** Nobody logs in to it, whatever its password is. */
    LOCKED,
    MADE
  }

  /** @param link the address to open; empty unless the outcome is MADE */
  public record Answer(Outcome outcome, Secret link) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Secret.empty());
    }
  }

  public static final BusOperation<MakeResetLink, Answer> OPERATION =
      new BusOperation<>(
          "account.password.link.v1",
          Hop.OPERATOR,
          new Codec<>(
              q -> new JsonObject().put("email", q.email).put("link", q.token.revealText()),
              json -> new MakeResetLink(JsonFields.text(json, "email"), JsonFields.secret(json, "link"))),
          new Codec<>(
              a -> new JsonObject().put("outcome", a.outcome.name()).put("url", a.link.revealText()),
              json -> new Answer(
                  JsonFields.choice(json, "outcome", Outcome.NO_ACCOUNT), Secret.of(json.getString("url", "")))));
}
