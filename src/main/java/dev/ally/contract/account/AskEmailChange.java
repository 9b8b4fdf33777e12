package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks for another email address, given the password and, with two-factor on, a code or a recovery code. Nothing
 * changes before a link that is mailed there is opened. Whether an account has that address already is not told.
 *
 * @param code empty where two-factor is off
 */
public record AskEmailChange(
    UUID operationId, Secret session, String email, Secret password, Secret code, RequestInfo requestInfo) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, FactorRefusal {}

  public enum Outcome implements Result {
    NO_SESSION,
    /** An email is on its way to the new address, or leaves later, and a notification to the current one. */
    ASKED,
    /** No mail leaves here. */
    NOT_OFFERED,
    MALFORMED_EMAIL,
    /** The account has that email address. */
    SAME_EMAIL,
    /** The account's password is that address, which no password may be. */
    EMAIL_IS_PASSWORD,
    /** Too many mails were asked for. */
    WAIT
  }

  /**
   * @param retryAfter how long to wait, where the outcome is one of the waits; how long the mail waits, where it is
   *     ASKED and others have asked for mails to the same address
   * @param problem what is wrong with the email address, where the outcome is MALFORMED_EMAIL
   */
  public record Answer(
      @Fallback("NOT_OFFERED") Result outcome, Duration retryAfter,
      @Fallback("EMAIL_MALFORMED") Optional<NewAccount.Problem> problem) {
    public Answer(Result outcome, Duration retryAfter) {
      this(outcome, retryAfter, Optional.empty());
    }

    public static Answer of(Result outcome) {
      return new Answer(outcome, Duration.ZERO);
    }

    public static Answer malformed(NewAccount.Problem problem) {
      return new Answer(Outcome.MALFORMED_EMAIL, Duration.ZERO, Optional.of(problem));
    }
  }

  public static final BusOperation<AskEmailChange, Answer> OPERATION =
      BusOperation.of("account.email.ask.v1", Hop.WEB_TO_HASH_QUEUE, AskEmailChange.class, Answer.class);
}
