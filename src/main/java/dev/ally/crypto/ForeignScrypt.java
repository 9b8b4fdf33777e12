package dev.ally.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914), and what Firebase makes of it.
 *
 * @param logarithm of the cost N, to the base of two
 * @param blockSize r
 * @param parallelism p
 */
record ForeignScrypt(int logarithm, int blockSize, int parallelism) {
  /** Smaller numbers are logarithms. */
  static final int LEAST_COST = 64;

  private static final int BYTES_OF_A_BLOCK = 128;
  private static final int KIB = 1024;
  private static final int MOST_LOGARITHM = 20;
  /** N times r times p: about two seconds. */
  private static final long MOST_WORK = 1 << 22;
  /** Firebase derives as many bytes, and encrypts with the first half. */
  private static final int FIREBASE_BYTES = 64;
  private static final int AES_KEY_BYTES = 32;
  private static final int AES_BLOCK_BYTES = 16;

  void requireAllowed() {
    ForeignHash.require(logarithm >= 1 && logarithm <= MOST_LOGARITHM
        && blockSize <= MOST_WORK && parallelism <= MOST_WORK && memoryKib() <= ForeignHash.MOST_MEMORY_KIB,
        "password_hash needs more than " + ForeignHash.MOST_MEMORY_KIB / KIB + " MiB of memory");
    // RFC 7914 §2.
    ForeignHash.require(logarithm < BYTES_OF_A_BLOCK / Byte.SIZE * blockSize,
        "password_hash has parameters that scrypt does not allow");
    ForeignHash.require((1L << logarithm) * blockSize * parallelism <= MOST_WORK,
        "password_hash costs too much: scrypt with N times r times p of more than " + MOST_WORK);
  }

  /** @throws ForeignHash.Unusable if the cost is no power of two */
  static int logarithm(int cost) {
    ForeignHash.require(Integer.bitCount(cost) == 1, "password_hash has a cost of scrypt that is no power of two");
    return Integer.numberOfTrailingZeros(cost);
  }

  int memoryKib() {
    return (int) Math.min(Integer.MAX_VALUE, ((long) BYTES_OF_A_BLOCK * blockSize << logarithm) / KIB);
  }

  String cost() {
    return logarithm + " " + blockSize + " " + parallelism;
  }

  byte[] compute(byte[] salt, int sizeBytes, byte[] password) {
    return SCrypt.generate(password, salt, 1 << logarithm, blockSize, parallelism, sizeBytes);
  }

  /** As Firebase does: the project's key for signing, encrypted with what is derived (AES-256 in counter mode). */
  byte[] encrypted(byte[] signerKey, byte[] salt, byte[] password) {
    byte[] derived = compute(salt, FIREBASE_BYTES, password);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(derived, 0, AES_KEY_BYTES, "AES"),
          new IvParameterSpec(new byte[AES_BLOCK_BYTES]));
      return cipher.doFinal(signerKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/CTR/NoPadding", e);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
