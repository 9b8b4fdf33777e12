package dev.ally.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM (NIST SP 800-38D). A sealed value is a random nonce of 96 bits, the ciphertext and a tag of 128 bits. */
final class AesGcm {
  private static final int NONCE_SIZE_BYTES = 12;
  private static final int TAG_SIZE_BITS = 128;
  /** Initialised again for each value; looking it up among all providers takes longer than a value does. */
  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(AesGcm::find);

  private AesGcm() {}

  /** @param context binds the value to its place; opening needs the same context */
  static byte[] seal(SecretKeySpec key, byte[] plain, byte[] context, SecureRandom random) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = begin(Cipher.ENCRYPT_MODE, key, nonce, context);
      byte[] sealed = new byte[NONCE_SIZE_BYTES + cipher.getOutputSize(plain.length)];
      System.arraycopy(nonce, 0, sealed, 0, NONCE_SIZE_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_SIZE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an AES key seals anything", e);
    }
  }

  /** @throws GeneralSecurityException if the value was sealed under another key, for another context, or was altered */
  static byte[] open(SecretKeySpec key, byte[] sealed, byte[] context) throws GeneralSecurityException {
    if (sealed.length < NONCE_SIZE_BYTES + TAG_SIZE_BITS / Byte.SIZE) {
      throw new AEADBadTagException("it is too short");
    }
    return begin(Cipher.DECRYPT_MODE, key, sealed, context)
        .doFinal(sealed, NONCE_SIZE_BYTES, sealed.length - NONCE_SIZE_BYTES);
  }

  private static Cipher begin(int mode, SecretKeySpec key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = CIPHER.get();
    cipher.init(mode, key, new GCMParameterSpec(TAG_SIZE_BITS, nonce, 0, NONCE_SIZE_BYTES));
    cipher.updateAAD(context);
    return cipher;
  }

  private static Cipher find() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM/NoPadding", e);
    }
  }
}
