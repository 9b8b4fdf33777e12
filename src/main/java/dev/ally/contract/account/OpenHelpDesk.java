package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Opens the help desk to an operator's session for a while, given a current code; a recovery code is none.
 *
 * @param requestInfo {@link RequestInfo#UNKNOWN} where an older node asks
 */
public record OpenHelpDesk(UUID operationId, Secret session, Secret code, RequestInfo requestInfo) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    /** Not an operator of the help desk with a second factor; or there is no such session. */
    CLOSED,
    OPENED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(@Fallback("CLOSED") Result outcome, Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<OpenHelpDesk, Answer> OPERATION =
      BusOperation.of("account.desk.open.v1", Hop.WEB_TO_ACCOUNT, OpenHelpDesk.class, Answer.class);
}
