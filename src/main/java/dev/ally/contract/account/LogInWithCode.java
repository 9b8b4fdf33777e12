package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * The second step of a login.
 *
 * @param pendingLogin the token of the first step
 * @param newSession the token that the session will have, made by the asker
 * @param oldSession the token of the session that this browser had, which ends; empty where there was none
 */
public record LogInWithCode(
    UUID operationId, Secret pendingLogin, Secret code, RequestInfo requestInfo, Secret newSession, Secret oldSession) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    SIGNED_IN,
    /** There is no such pending login any more; the password is asked for again. */
    EXPIRED,
    /** This code was one too many: the pending login is dead; the password is asked for again. */
    DEAD
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param undoStopped whether this login stopped an undo of two-factor that was waiting
   * @param newRecoveryCodes whether the session is shown new recovery codes, since a restore has made the earlier ones
   *     void; false where an older node answers
   */
  public record Answer(
      @Fallback("WRONG") Result outcome, Duration retryAfter, boolean undoStopped, boolean newRecoveryCodes) {
    public Answer(Result outcome, Duration retryAfter) {
      this(outcome, retryAfter, false, false);
    }

    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }

    public Answer stoppingUndo() {
      return new Answer(outcome, retryAfter, true, newRecoveryCodes);
    }

    public Answer withNewRecoveryCodes() {
      return new Answer(outcome, retryAfter, undoStopped, true);
    }
  }

  public static final BusOperation<LogInWithCode, Answer> OPERATION =
      BusOperation.of("account.login.code.v1", Hop.WEB_TO_ACCOUNT, LogInWithCode.class, Answer.class);
}
