package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.stream.IntStream;

/** Parses a code that a person typed or pasted. */
public final class TypedCode {
  private TypedCode() {}

  /**
   * The digits, without spaces and hyphens.
   *
   * @return empty unless exactly this number of ASCII digits is left
   */
  public static Optional<Secret> digits(Secret typed, int digits) {
    int[] kept = typed.revealText().codePoints().filter(c -> !isSeparator(c)).toArray();
    if (kept.length != digits || !IntStream.of(kept).allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(Secret.of(new String(kept, 0, kept.length)));
  }

  static boolean isSeparator(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '-' || c == '\u2010' || c == '\u2011';
  }
}
