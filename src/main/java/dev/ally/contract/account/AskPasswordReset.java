package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Asks for a mail with a link to a new password, for the account with this e-mail; whether there is one is not told. */
public record AskPasswordReset(UUID operationId, String email, RequestInfo requestInfo) {
  public enum Outcome {
    /** If somebody has that e-mail, a mail is on its way. */
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
