package dev.ally.account.rules;

import dev.ally.config.Limit;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.Secret;
import dev.ally.text.ShownText;
import java.text.Normalizer;
import java.util.Optional;

/** Which passwords are accepted: long enough, not common, not the email address. There are no composition rules. */
public record PasswordRules(CommonPasswords common) {
  /** The form that is hashed: NFKC, so that a password is the same on every keyboard (NIST SP 800-63B §3.1.1.2). */
  public static Secret normalized(Secret typed) {
    return Secret.of(Normalizer.normalize(typed.revealText(), Normalizer.Form.NFKC));
  }

  /** Whether it can be a password at all; longer input is not hashed. */
  public boolean mayBeOne(Secret typed) {
    String text = typed.revealText();
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= Limit.PASSWORD_MAXIMUM.count()
        && ShownText.isWellFormed(text);
  }

  /** The problem of a new password. */
  public Optional<Problem> problem(Secret typed, EmailAddress email) {
    String raw = typed.revealText();
    if (raw.isEmpty()) {
      return Optional.of(Problem.PASSWORD_MISSING);
    }
    if (raw.codePointCount(0, raw.length()) > Limit.PASSWORD_MAXIMUM.count()) {
      return Optional.of(Problem.PASSWORD_TOO_LONG);
    }
    if (!ShownText.isWellFormed(raw)) {
      return Optional.of(Problem.PASSWORD_MALFORMED);
    }
    String text = normalized(typed).revealText();
    int characters = text.codePointCount(0, text.length());
    if (characters > Limit.PASSWORD_MAXIMUM.count()) {
      return Optional.of(Problem.PASSWORD_TOO_LONG);
    }
    if (characters < Limit.PASSWORD_MINIMUM.count()) {
      return Optional.of(Problem.PASSWORD_TOO_SHORT);
    }
    if (EmailAddress.of(text).key().equals(email.key())) {
      return Optional.of(Problem.PASSWORD_IS_EMAIL);
    }
    return common.contains(text) ? Optional.of(Problem.PASSWORD_COMMON) : Optional.empty();
  }
}
