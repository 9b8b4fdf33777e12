package dev.ally.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * SHA-2 as {@code crypt(3)} of Linux uses it, in modular-crypt form.
 *
 * @param prefix that of the text, with the salt
 * @param text all of it
 */
record ForeignShaCrypt(String id, int rounds, String prefix, String text) {
  private static final int USUAL_ROUNDS = 5_000;
  private static final int LEAST_ROUNDS = 1_000;
  /** About a second, and several for the longest password. */
  private static final int MOST_ROUNDS = 700_000;

  static ForeignShaCrypt of(String id, String rounds, String prefix, String digest) {
    int count = rounds == null ? USUAL_ROUNDS : Integer.parseInt(rounds);
    ForeignHash.require(count <= MOST_ROUNDS,
        "password_hash costs too much: more than " + MOST_ROUNDS + " rounds of crypt");
    ForeignHash.require(digest.length() == (id.equals("5") ? 43 : 86), "password_hash has a digest that is cut off");
    return new ForeignShaCrypt(id, Math.max(count, LEAST_ROUNDS), prefix, prefix + digest);
  }

  String kind() {
    return (id.equals("5") ? "sha256crypt " : "sha512crypt ") + rounds;
  }

  /** The library overwrites the password, so it gets a copy. */
  boolean matches(byte[] password) {
    String computed = id.equals("5")
        ? Sha2Crypt.sha256Crypt(password.clone(), prefix)
        : Sha2Crypt.sha512Crypt(password.clone(), prefix);
    return MessageDigest.isEqual(
        computed.getBytes(StandardCharsets.US_ASCII), text.getBytes(StandardCharsets.US_ASCII));
  }
}
