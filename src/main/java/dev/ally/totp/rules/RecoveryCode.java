package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * A look-up secret (NIST SP 800-63B): {@value #LETTERS} random letters and digits that are not easily confused, some 90
 * bits.
 *
 * @param letters in capitals, without hyphens
 */
public record RecoveryCode(Secret letters) {
  /** How many codes an account gets at a time. */
  public static final int MADE_AT_ONCE = 10;

  private static final String ALPHABET = "34679ACDEFHJKMNPQRTVWXY";
  private static final int LETTERS = 20;
  private static final int GROUP = 5;
  private static final int INDEX = 4;
  /** From the capital A to the small z, in the order of ASCII. */
  private static final int FULL_WIDTH_A = 0xFF21;
  private static final int FULL_WIDTH_Z = 0xFF5A;

  public static RecoveryCode generate(SecureRandom random) {
    StringBuilder letters = new StringBuilder(LETTERS);
    for (int i = 0; i < LETTERS; i++) {
      letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new RecoveryCode(Secret.of(letters.toString()));
  }

  /**
   * A code as a person typed or pasted it: case, spaces and hyphens are ignored, digits of any script count by their
   * value, and full-width letters of a Japanese or Chinese keyboard are the letters. Empty: it is not a recovery code.
   */
  public static Optional<RecoveryCode> typed(Secret typed) {
    StringBuilder letters = new StringBuilder(LETTERS);
    typed.revealText().codePoints().filter(c -> !TypedCode.isSeparator(c)).map(RecoveryCode::ascii)
        .forEach(letters::appendCodePoint);
    String capitals = letters.toString().toUpperCase(Locale.ROOT);
    return capitals.length() == LETTERS && capitals.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        ? Optional.of(new RecoveryCode(Secret.of(capitals)))
        : Optional.empty();
  }

  private static int ascii(int c) {
    if (Character.isDigit(c)) {
      return '0' + Character.digit(c, 10);
    }
    return c >= FULL_WIDTH_A && c <= FULL_WIDTH_Z ? c - FULL_WIDTH_A + 'A' : c;
  }

  /** The part by which it is found; more than 70 bits stay secret. */
  public String index() {
    return letters.revealText().substring(0, INDEX);
  }

  /** Its SHA-256. A code of so many random bits needs no slow hash, and the hash is stored sealed. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(letters.revealText().getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The code as it is displayed: in groups, with hyphens between them. */
  public Secret grouped() {
    return Secret.of(letters.revealText().replaceAll("(.{" + GROUP + "})(?!$)", "$1-"));
  }
}
