package dev.ally.crypto;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hash of Argon2id as it is stored: {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 *
 * @see <a href="https://github.com/P-H-C/phc-string-format">the PHC string format</a>
 */
record PhcString(Argon2.Parameters parameters, byte[] salt, byte[] hash) {
  /** Without a version it is the one before RFC 9106. */
  private static final int OLD_VERSION = 0x10;
  private static final Pattern FORMAT = Pattern.compile("\\$argon2id(?:\\$v=(16|19))?"
      + "\\$m=([1-9]\\d{0,8}),t=([1-9]\\d{0,8}),p=([1-9]\\d{0,6})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final int VERSION = 1;
  private static final int MEMORY = 2;
  private static final int ITERATIONS = 3;
  private static final int PARALLELISM = 4;
  private static final int SALT = 5;
  private static final int HASH = 6;
  /** The least of the reference implementation, in bytes; RFC 9106 §3.1 has that of the hash too. */
  private static final int LEAST_SALT = 8;
  private static final int LEAST_HASH = 4;
  /** RFC 9106 §3.1: eight blocks of 1 KiB for each lane. */
  static final int LEAST_KIB_PER_LANE = 8;

  /** Reads a stored hash; empty: it is none. */
  static Optional<PhcString> parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PhcString(
          new Argon2.Parameters(
              matcher.group(VERSION) == null ? OLD_VERSION : Integer.parseInt(matcher.group(VERSION)),
              Integer.parseInt(matcher.group(MEMORY)), Integer.parseInt(matcher.group(ITERATIONS)),
              Integer.parseInt(matcher.group(PARALLELISM))),
          Base64.getDecoder().decode(matcher.group(SALT)), Base64.getDecoder().decode(matcher.group(HASH))))
          .filter(PhcString::isAllowed);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private boolean isAllowed() {
    return salt.length >= LEAST_SALT && hash.length >= LEAST_HASH
        && parameters.memoryKib() / LEAST_KIB_PER_LANE >= parameters.parallelism();
  }

  /** The text to store. */
  String text() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=" + parameters.version() + "$m=" + parameters.memoryKib() + ",t=" + parameters.iterations()
        + ",p=" + parameters.parallelism() + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
  }
}
