package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;

/** Does this link of a mail still open what it was made for? Looking changes nothing. */
public record FindMailedLink(@Fallback("UNKNOWN") MailedLinkKind kind, Secret link) {
  /**
   * @param email whose it is; empty: it opens nothing any more
   * @param name that was given when it was asked for, where it completes a sign-up; else no characters
   * @param undoAt when an undo of two-factor acts that was asked for by this link, or is stopped by it
   * @param codeDigits how many digits a code has; empty: it depends on the authenticator, or is not known
   */
  public record Answer(
      Optional<String> email, String name, Optional<Instant> undoAt, Optional<Integer> codeDigits) {
    public Answer(Optional<String> email) {
      this(email, "");
    }

    public Answer(Optional<String> email, String name) {
      this(email, name, Optional.empty(), Optional.empty());
    }
  }

  public static final BusOperation<FindMailedLink, Answer> OPERATION =
      BusOperation.of("account.link.find.v1", Hop.WEB_TO_ACCOUNT, FindMailedLink.class, Answer.class);
}
