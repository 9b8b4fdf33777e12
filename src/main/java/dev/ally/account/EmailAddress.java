package dev.ally.account;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address.
 *
 * @param text as its owner wrote it, trimmed
 * @param key as it is compared: NFKC and case-folded, so that one person has one account and one counter
 */
record EmailAddress(String text, String key) {
  /** Octets of the whole address, and of what stands before its @ (RFC 5321 §4.5.3.1). */
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL_PART = 64;

  /** One @ with something on both sides; mail alone can tell more. */
  private static final Pattern SHAPE = Pattern.compile("[^\\s@\"(),:;<>\\[\\\\\\]]+@[^\\s@\"(),:;<>\\[\\\\\\]]+");

  /** The address that this text is, if it is one. */
  static Optional<EmailAddress> parse(String typed) {
    EmailAddress address = of(typed);
    boolean fits = isShort(address.text)
        && isShort(address.key)
        && SHAPE.matcher(address.key).matches()
        && Texts.isClean(address.text)
        && Texts.isClean(address.key);
    return fits ? Optional.of(address) : Optional.empty();
  }

  private static boolean isShort(String address) {
    return octets(address) <= LONGEST
        && octets(address.substring(0, address.indexOf('@') + 1)) <= LONGEST_LOCAL_PART + 1;
  }

  private static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The text as it would be compared, also where it is no address. */
  static EmailAddress of(String typed) {
    String text = typed.strip();
    String key = text;
    String before;
    // Once is not enough for all: a capital sharp s becomes a small one, and that two letters.
    do {
      before = key;
      key = Normalizer.normalize(before, Normalizer.Form.NFKC)
          .toUpperCase(Locale.ROOT)
          .toLowerCase(Locale.ROOT)
          .strip();
    } while (!key.equals(before));
    return new EmailAddress(text, key);
  }
}
