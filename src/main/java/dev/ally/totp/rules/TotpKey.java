package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import io.vertx.ext.auth.impl.Codec;
import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.OtpKeyGenerator;
import io.vertx.ext.auth.otp.impl.org.openauthentication.otp.OneTimePasswordAlgorithm;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * A key shared with an authenticator app, and its codes: TOTP (RFC 6238) over HOTP (RFC 4226) with SHA-1, from the Unix
 * epoch on.
 *
 * @param key the raw bytes
 * @param digits of a code, 6 to 8
 * @param periodSeconds the length of a time step
 */
public record TotpKey(Secret key, int digits, int periodSeconds) {
  /** The algorithm that all authenticator apps support; some ignore or refuse others. */
  public static final String ALGORITHM = "SHA1";
  public static final int DIGITS = 6;
  public static final int PERIOD_SECONDS = 30;

  private static final int KEY_SIZE_BITS = 160;
  private static final int DYNAMIC_TRUNCATION = -1;

  /** A new random key of 160 bits, as RFC 4226 §4 recommends. */
  public static TotpKey generate() {
    OtpKey key = OtpKeyGenerator.create("HmacSHA1").generate(KEY_SIZE_BITS);
    return new TotpKey(Secret.of(key.getKeyBytes()), DIGITS, PERIOD_SECONDS);
  }

  /** The time step of this instant (RFC 6238 §4.2). */
  public long stepAt(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), periodSeconds);
  }

  /** The code of a time step. */
  public Secret codeAt(long step) {
    try {
      return Secret.of(
          OneTimePasswordAlgorithm.generateOTP(key.revealBytes(), step, digits, false, DYNAMIC_TRUNCATION));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
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
