package dev.ally.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A password, code, token or key, whose bytes are not revealed by accident.
 *
 * <p>{@link #toString()} is the same for all, comparison takes constant time, and the bytes are read only by methods
 * named {@code reveal…}, so that each use can be found.
 */
public final class Secret {
  /** The size of a random token: 256 bits, twice what OWASP ASVS 5.0 requires of a session token. */
  public static final int TOKEN_SIZE_BYTES = 32;

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A secret of these bytes, copied. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** A secret of this text's UTF-8 bytes. */
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An empty secret; the value of a missing field. */
  public static Secret empty() {
    return new Secret(new byte[0]);
  }

  /** A new random token of {@value #TOKEN_SIZE_BYTES} bytes, as text for a cookie or a URL. */
  public static Secret token(SecureRandom random) {
    byte[] bytes = new byte[TOKEN_SIZE_BYTES];
    random.nextBytes(bytes);
    return of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** A copy of the bytes. */
  public byte[] revealBytes() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8. */
  public String revealText() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Compares the bytes in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
