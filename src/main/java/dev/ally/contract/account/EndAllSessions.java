package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;

/** Ends all sessions and pending logins of the account with this email address; for the operator alone. */
public record EndAllSessions(String email) {
  public enum Outcome {
    NO_ACCOUNT,
    ENDED,
    /** Nobody was logged in. */
    NONE
  }

  public record Answer(@Fallback("NO_ACCOUNT") Outcome outcome) {}

  public static final BusOperation<EndAllSessions, Answer> OPERATION =
      BusOperation.of("account.sessions.end.all.v1", Hop.OPERATOR, EndAllSessions.class, Answer.class);
}
