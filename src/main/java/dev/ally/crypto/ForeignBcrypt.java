package dev.ally.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** bcrypt. Of a longer password it takes the first 72 bytes, as all implementations do. */
final class ForeignBcrypt {
  private static final int LEAST_COST = 4;
  /** About a second. */
  private static final int MOST_COST = 14;

  private ForeignBcrypt() {}

  static String kind(String cost) {
    int number = Integer.parseInt(cost);
    ForeignHash.require(number >= LEAST_COST && number <= MOST_COST,
        "password_hash has a cost of bcrypt that is not " + LEAST_COST + " to " + MOST_COST);
    return "bcrypt " + cost;
  }

  static boolean matches(String text, byte[] password) {
    try {
      return OpenBSDBCrypt.checkPassword(text, password);
    } catch (IllegalArgumentException notOfThisForm) {
      return false;
    }
  }

  /** As Django does: bcrypt of the SHA-256 in hexadecimal digits. */
  static boolean matchesSha256(String text, byte[] password) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(password);
      return matches(text, HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
