package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.contract.LinkedAuthenticator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Has the account a second factor? Asked of {@code totp} at every login: no copy of the answer is kept elsewhere. */
public record FindAuthenticators(UUID accountId) {
  /**
   * @param count how many confirmed authenticators there are
   * @param since when the oldest was confirmed; empty when there is none
   * @param lastUsed when a code of any was last accepted; empty when there is none
   * @param authenticators the oldest first; none, if the answer is of a version that does not name them
   * @param recoveryCodes how many work
   * @param recoveryCodesUnsaved whether nobody has confirmed that they are saved; false where an older node answers
   */
  public record Answer(
      @Required int count, Optional<Instant> since, Optional<Instant> lastUsed,
      List<LinkedAuthenticator> authenticators, int recoveryCodes, boolean recoveryCodesUnsaved) {
    public Answer {
      authenticators = List.copyOf(authenticators);
    }

    /** @param authenticators the oldest first */
    public static Answer of(
        List<LinkedAuthenticator> authenticators, int recoveryCodes, boolean recoveryCodesUnsaved) {
      return new Answer(
          authenticators.size(),
          authenticators.stream().map(LinkedAuthenticator::since).min(Instant::compareTo),
          authenticators.stream().map(LinkedAuthenticator::lastUsed).max(Instant::compareTo),
          authenticators,
          recoveryCodes,
          recoveryCodesUnsaved);
    }

    /** How many digits a code has; empty: it depends on the authenticator, or is not known. */
    public Optional<Integer> codeDigits() {
      return LinkedAuthenticator.codeDigits(authenticators);
    }

    public boolean enrolled() {
      return count > 0;
    }
  }

  public static final BusOperation<FindAuthenticators, Answer> OPERATION =
      BusOperation.of("totp.find.v1", Hop.ACCOUNT_TO_TOTP, FindAuthenticators.class, Answer.class);
}
