package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Asks for an email with a link to a new password. Whether the address has an account is not told. */
public record AskPasswordReset(UUID operationId, String email, RequestInfo requestInfo) {
  public enum Outcome {
    /** If an account has that address, an email is on its way. */
    /** A mail is on its way, or as many are on theirs as an address gets: there is a link that opens. */
    ASKED,
    MALFORMED_EMAIL,
    WAIT,
    /** No mail leaves here. */
    NOT_OFFERED
  }

  /**
   * @param retryAfter how long to wait, zero unless the outcome is WAIT
   * @param problem what is wrong with the email address, where the outcome is MALFORMED_EMAIL
   */
  public record Answer(
      @Fallback("NOT_OFFERED") Outcome outcome, Duration retryAfter,
      @Fallback("EMAIL_MALFORMED") Optional<NewAccount.Problem> problem) {
    public Answer(Outcome outcome, Duration retryAfter) {
      this(outcome, retryAfter, Optional.empty());
    }

    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Duration.ZERO);
    }

    public static Answer malformed(NewAccount.Problem problem) {
      return new Answer(Outcome.MALFORMED_EMAIL, Duration.ZERO, Optional.of(problem));
    }
  }

  public static final BusOperation<AskPasswordReset, Answer> OPERATION =
      BusOperation.of("account.password.ask.v1", Hop.WEB_TO_ACCOUNT, AskPasswordReset.class, Answer.class);
}
