package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * An operator of the help desk does something to another's account. Its owner is told by email, without the reason.
 *
 * @param reason for the audit log and other operators; on one line
 * @param code a current one of the operator, for an act that needs one of its own; otherwise not looked at
 */
public record ActOnAccount(
    UUID operationId, Secret session, UUID accountId, @Fallback("UNKNOWN") Act act, String reason,
    Secret code, RequestInfo requestInfo) {
  public enum Act {
    /** Ends all sessions and pending logins. */
    END_SESSIONS(false),
    /** Mails a link to a new password to the owner; nobody else sees it. */
    MAIL_RESET(true),
    /** Turns two-factor off. */
    FACTOR_OFF(true),
    /** Also ends all sessions and pending logins. */
    LOCK(false),
    UNLOCK(true),
    /** Does nothing: one that only a later version knows. */
    UNKNOWN(true);

    private final boolean needsCode;

    Act(boolean needsCode) {
      this.needsCode = needsCode;
    }

    /** Whether it opens something, and so needs a code of its own. */
    public boolean needsCode() {
      return needsCode;
    }
  }

  /** What comes of it. */
  public sealed interface Result permits Outcome, CodeRefusal {}

  public enum Outcome implements Result {
    /** Not an operator of the help desk with a second factor; or there is no such session. */
    CLOSED,
    /** The operator's last code is too old. */
    CODE_NEEDED,
    REASON_MISSING,
    /** It is too long, or has characters that cannot be shown. */
    REASON_REFUSED,
    NO_ACCOUNT,
    /** It is the operator's own account, or another operator's. */
    OPERATORS_ACCOUNT,
    /** No mail server is configured. */
    NO_MAIL,
    /** Nobody logs in to it, whatever its password is. */
    LOCKED,
    DONE,
    /** The account stood so already. */
    ALREADY
  }

  /** @param retryAfter how long to wait, zero unless the outcome is WAIT */
  public record Answer(@Fallback("CLOSED") Result outcome, Duration retryAfter) {
    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }
  }

  public static final BusOperation<ActOnAccount, Answer> OPERATION =
      BusOperation.of("account.desk.act.v1", Hop.WEB_TO_ACCOUNT, ActOnAccount.class, Answer.class);
}
