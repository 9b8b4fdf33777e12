package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** Cancels the change of the email address that waits: its links open nothing any more, and no email is sent for it. */
public record CancelEmailChange(Secret session, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    /** Also when none waited. */
    CANCELLED
  }

  public record Answer(@Fallback("NO_SESSION") Outcome outcome) {}

  public static final BusOperation<CancelEmailChange, Answer> OPERATION =
      BusOperation.of("account.email.cancel.v1", Hop.WEB_TO_ACCOUNT, CancelEmailChange.class, Answer.class);
}
