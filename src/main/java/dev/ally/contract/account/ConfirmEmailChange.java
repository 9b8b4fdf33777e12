package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/** Gives an account the email address to which this link was mailed. It signs nobody in. */
public record ConfirmEmailChange(UUID operationId, Secret link, RequestInfo requestInfo) {
  public enum Outcome {
    /** The account's pending logins and sessions have ended, but for the session that asked for it. */
    CHANGED,
    /** The link opens nothing any more, or another account has that address by now. */
    EXPIRED
  }

  public record Answer(@Fallback("EXPIRED") Outcome outcome) {}

  public static final BusOperation<ConfirmEmailChange, Answer> OPERATION =
      BusOperation.of("account.email.confirm.v1", Hop.WEB_TO_ACCOUNT, ConfirmEmailChange.class, Answer.class);
}
