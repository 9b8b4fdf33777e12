package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Stops an undo of two-factor that waits, for the holder of both the link in the mail that told of it and a code or
 * recovery code. It signs nobody in.
 */
public record StopUndo(UUID operationId, Secret link, Secret code, RequestInfo requestInfo) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    STOPPED,
    /** It does not wait any more. */
    EXPIRED
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(@Fallback("EXPIRED") Result outcome, Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<StopUndo, Answer> OPERATION =
      BusOperation.of("account.undo.stop.v1", Hop.WEB_TO_ACCOUNT, StopUndo.class, Answer.class);
}
