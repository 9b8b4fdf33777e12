package dev.ally.account.mailed;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name in the greeting of an email. An attacker who is logged in can change it. So a name is left out if a mail
 * program could show it as a link, or if it changes the direction of the text after it.
 */
final class GreetedName {
  /** The characters of addresses, a dot inside a word, and controls other than joiners. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("[/\\\\:@]|[.\u3002]\\S|\\bwww\\b|[\\p{Cc}\\p{Cf}&&[^\u200C\u200D]]", Pattern.CASE_INSENSITIVE);

  private GreetedName() {}

  static Optional<String> of(String name) {
    String alike = Normalizer.normalize(name, Normalizer.Form.NFKC);
    return name.isBlank() || LEFT_OUT.matcher(alike).find() ? Optional.empty() : Optional.of(name.strip());
  }
}
