package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A code that a person typed or pasted.
 *
 * @param digits in ASCII
 * @param count how many digits
 */
public record TypedCode(Secret digits, int count) {
  /**
   * The digits of any script, taken for their value, without spaces and hyphens.
   *
   * @return empty unless only digits are left, and so many that they may be a code
   */
  public static Optional<TypedCode> of(Secret typed) {
    int[] kept = typed.revealText().codePoints().filter(c -> !isSeparator(c)).toArray();
    if (kept.length < TotpKey.FEWEST_DIGITS || kept.length > TotpKey.MOST_DIGITS
        || !IntStream.of(kept).allMatch(Character::isDigit)) {
      return Optional.empty();
    }
    StringBuilder digits = new StringBuilder(kept.length);
    IntStream.of(kept).forEach(c -> digits.append((char) ('0' + Character.digit(c, 10))));
    return Optional.of(new TypedCode(Secret.of(digits.toString()), kept.length));
  }

  static boolean isSeparator(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '-' || c == '\u2010' || c == '\u2011' || c == '\uff0d';
  }
}
