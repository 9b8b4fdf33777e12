package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** Ends all other sessions of the person whose session asks, and every login of theirs that waits for a code. */
public record EndOtherSessions(Secret session, RequestInfo requestInfo) {
  /** @param done false: there is no such session */
  public record Answer(boolean done) {}

  public static final BusOperation<EndOtherSessions, Answer> OPERATION =
      BusOperation.of("account.sessions.end.others.v1", Hop.WEB_TO_ACCOUNT, EndOtherSessions.class, Answer.class);
}
