package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import io.vertx.ext.auth.impl.Codec;
import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.OtpKeyGenerator;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key shared with an authenticator app, and its codes: TOTP (RFC 6238) from the Unix epoch on.
 *
 * @param key the raw bytes
 * @param digits of a code, {@value #FEWEST_DIGITS} to {@value #MOST_DIGITS} (RFC 4226 §5.3)
 * @param periodSeconds the length of a time step, {@value #SHORTEST_PERIOD_SECONDS} to {@value #LONGEST_PERIOD_SECONDS}
 */
public record TotpKey(Secret key, Algorithm algorithm, int digits, int periodSeconds) {
  public static final int FEWEST_DIGITS = 6;
  public static final int MOST_DIGITS = 8;

  /** Longer than the ten seconds by which the clocks of two nodes may differ. */
  static final int SHORTEST_PERIOD_SECONDS = 15;
  /** NIST SP 800-63B-3 §5.1.4.1: a code changes at least once every two minutes. */
  static final int LONGEST_PERIOD_SECONDS = 120;

  private static final int NEW_DIGITS = 6;
  private static final int NEW_PERIOD_SECONDS = 30;
  private static final int NEW_KEY_SIZE_BITS = 160;

  /** The hash function under HMAC (RFC 6238 §1.2), as key URIs name it. */
  public enum Algorithm {
    SHA1, SHA256, SHA512;

    private String hmac() {
      return "Hmac" + name();
    }
  }

  public TotpKey {
    requireBetween(FEWEST_DIGITS, digits, MOST_DIGITS, "digits");
    requireBetween(SHORTEST_PERIOD_SECONDS, periodSeconds, LONGEST_PERIOD_SECONDS, "seconds of a period");
  }

  private static void requireBetween(int least, int value, int most, String what) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is not a number of " + what + " from " + least + " to " + most);
    }
  }

  /**
   * A new random key of 160 bits, as RFC 4226 §4 recommends, with the parameters that all authenticator apps support:
   * SHA-1, six digits, 30 s. Some apps ignore or refuse others.
   */
  public static TotpKey generate() {
    OtpKey key = OtpKeyGenerator.create(Algorithm.SHA1.hmac()).generate(NEW_KEY_SIZE_BITS);
    return new TotpKey(Secret.of(key.getKeyBytes()), Algorithm.SHA1, NEW_DIGITS, NEW_PERIOD_SECONDS);
  }

  /** The key that an app reads from base32 (RFC 4648 §6), with the parameters of {@link #generate}. */
  public static TotpKey ofBase32(Secret base32) {
    return new TotpKey(
        Secret.of(Codec.base32Decode(base32.revealText())), Algorithm.SHA1, NEW_DIGITS, NEW_PERIOD_SECONDS);
  }

  /** The time step of this instant (RFC 6238 §4.2). */
  public long stepAt(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), periodSeconds);
  }

  /** The code of a time step: the HMAC of the step, truncated (RFC 4226 §5.3). */
  public Secret codeAt(long step) {
    byte[] hash = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    int codes = (int) Math.pow(10, digits);
    String withLeadingOne = Integer.toString(codes + number % codes);
    return Secret.of(withLeadingOne.substring(1));
  }

  private byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm.hmac());
      mac.init(new SecretKeySpec(key.revealBytes(), algorithm.hmac()));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm.hmac(), e);
    }
  }

  /** Whether this is the code of that time step; compares in constant time. */
  public boolean isCodeAt(long step, Secret code) {
    return MessageDigest.isEqual(codeAt(step).revealBytes(), code.revealBytes());
  }

  /** The key as apps and people enter it: base32 (RFC 4648 §6) without padding. */
  public Secret base32() {
    return Secret.of(Codec.base32Encode(key.revealBytes()));
  }
}
