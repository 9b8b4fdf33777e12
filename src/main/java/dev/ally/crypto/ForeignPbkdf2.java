package dev.ally.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 with HMAC (RFC 8018 §5.2).
 *
 * <p>Each block of a result is computed from the password alone, without the others. So the first one tells whether it
 * is the password, and the others, which Keycloak stores too, cost nothing.
 *
 * @param algorithm {@code sha1}, {@code sha256} or {@code sha512}
 * @param sizeBytes of the result
 */
record ForeignPbkdf2(String algorithm, int iterations, int sizeBytes) {
  /** About two seconds. */
  private static final int MOST_ITERATIONS = 2_000_000;
  private static final int LEAST_SIZE_BYTES = 16;
  private static final int MOST_SIZE_BYTES = 512;

  void requireAllowed() {
    ForeignHash.require(sizeBytes >= LEAST_SIZE_BYTES && sizeBytes <= MOST_SIZE_BYTES,
        "password_hash has a result of PBKDF2 that is not " + LEAST_SIZE_BYTES + " to " + MOST_SIZE_BYTES
            + " bytes long");
    ForeignHash.require(iterations <= MOST_ITERATIONS,
        "password_hash costs too much: PBKDF2 with more than " + MOST_ITERATIONS + " iterations");
  }

  /** Of the first block, or of what there is of it. */
  private int comparedBytes() {
    int blockBytes = algorithm.equals("sha1") ? 20 : algorithm.equals("sha256") ? 32 : 64;
    return Math.min(sizeBytes, blockBytes);
  }

  String kind() {
    return "pbkdf2-" + algorithm + " " + iterations + " " + comparedBytes();
  }

  /** @param password in UTF-8 */
  boolean matches(byte[] hash, byte[] salt, byte[] password) {
    return MessageDigest.isEqual(Arrays.copyOf(hash, comparedBytes()), firstBlock(salt, password));
  }

  private byte[] firstBlock(byte[] salt, byte[] password) {
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
    char[] characters = Arrays.copyOf(decoded.array(), decoded.length());
    PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, comparedBytes() * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmac" + algorithm.toUpperCase(Locale.ROOT))
          .generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with " + algorithm, e);
    } finally {
      spec.clearPassword();
      Arrays.fill(characters, '\0');
      Arrays.fill(decoded.array(), '\0');
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
