package dev.ally.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104, RFC 6234). */
public final class HmacSha256 {
  private static final String NAME = "HmacSHA256";
  /** Begun anew for each message; looking for it among all providers costs as much as a message does. */
  private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(HmacSha256::find);

  private HmacSha256() {}

  /** Of 32 bytes. */
  public static byte[] of(byte[] key, byte[] message) {
    try {
      Mac mac = MAC.get();
      mac.init(new SecretKeySpec(key, NAME));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("any bytes but none are a key", e);
    }
  }

  private static Mac find() {
    try {
      return Mac.getInstance(NAME);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + NAME, e);
    }
  }
}
