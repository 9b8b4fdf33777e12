package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Json;
import dev.ally.crypto.Secret;

/**
 * Makes a link to a new password for the account with this email address; for the operator alone, who hands it on. It
 * opens as a mailed one does.
 *
 * @param token of the link, made by the asker: asking again with the same makes no second link
 */
public record MakeResetLink(String email, @Json("link") Secret token) {
  public enum Outcome {
    NO_ACCOUNT,
    /** Nobody logs in to it, whatever its password is. */
    LOCKED,
    MADE
  }

  /** @param link the address to open; empty unless the outcome is MADE */
  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome, @Json("url") Secret link) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Secret.empty());
    }
  }

  public static final BusOperation<MakeResetLink, Answer> OPERATION =
      BusOperation.of("account.password.link.v1", Hop.OPERATOR, MakeResetLink.class, Answer.class);
}
