package dev.ally.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104, RFC 6234). */
public final class HmacSha256 {
  private static final String NAME = "HmacSHA256";
  /** Initialised again for each message; looking it up among all providers takes as long as a message does. */
  private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(HmacSha256::find);

  private HmacSha256() {}

  /** The code, of 32 bytes. */
  public static byte[] of(byte[] key, byte[] message) {
    try {
      Mac mac = MAC.get();
      mac.init(new SecretKeySpec(key, NAME));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("only an empty key is refused", e);
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
