package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * Ends another session of the person whose session asks.
 *
 * @param sessionId of the one to end; nobody else's is, nor the asking one
 */
public record EndSession(Secret session, UUID sessionId, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    ENDED,
    /** The person has no other session of that id, or has none any more. */
    NOT_THERE
  }

  public record Answer(@Fallback("NO_SESSION") Outcome outcome) {}

  public static final BusOperation<EndSession, Answer> OPERATION =
      BusOperation.of("account.sessions.end.v1", Hop.WEB_TO_ACCOUNT, EndSession.class, Answer.class);
}
