package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.Optional;

/**
 * Gives the account with this email address another one, without a link to confirm it; for the operator alone. Both
 * addresses are told. Ends sessions, pending logins, mailed links and a change that waits for its link.
 *
 * @param newEmail as it was typed
 */
public record SetEmail(String email, String newEmail) {
  public enum Outcome {
    NO_ACCOUNT,
    /** It is not an address, or an account has it. */
    REFUSED,
    /** The account has that address. */
    SAME,
    CHANGED
  }

  /** @param problem why it is refused; empty with any other outcome */
  public record Answer(
      @Fallback("NO_ACCOUNT") Outcome outcome, @Fallback("EMAIL_MALFORMED") Optional<NewAccount.Problem> problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem));
    }
  }

  public static final BusOperation<SetEmail, Answer> OPERATION =
      BusOperation.of("account.email.set.v1", Hop.OPERATOR, SetEmail.class, Answer.class);
}
