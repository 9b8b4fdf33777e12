package dev.ally.crypto;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;

/**
 * Argon2id of libsodium, which chooses the processor's vector instructions when it is loaded.
 *
 * <p>Its function takes a salt of 16 bytes, one lane and version 0x13, which is all that Ally writes. Hashes with
 * others are computed in Java.
 */
final class SodiumArgon2 implements Argon2 {
  private static final int VERSION = 0x13;
  /** {@code crypto_pwhash_argon2id_SALTBYTES}. */
  private static final int SALT_SIZE_BYTES = 16;
  /** {@code crypto_pwhash_argon2id_BYTES_MIN}. */
  private static final int LEAST_SIZE_BYTES = 16;
  /** {@code crypto_pwhash_argon2id_ALG_ARGON2ID13}. */
  private static final int ALGORITHM = 2;
  private static final long KIB = 1024;

  private final Function function;
  private final Argon2 others = new JavaArgon2();

  /**
   * Initialises the library.
   *
   * @throws UnsatisfiedLinkError if it lacks a function
   */
  SodiumArgon2(NativeLibrary library) {
    if (library.getFunction("sodium_init").invokeInt(new Object[0]) < 0) {
      throw new UnsatisfiedLinkError("libsodium could not be initialised");
    }
    function = library.getFunction("crypto_pwhash_argon2id");
  }

  @Override
  public byte[] hash(Parameters parameters, byte[] salt, int sizeBytes, byte[] password) {
    if (parameters.version() != VERSION || parameters.parallelism() != 1 || salt.length != SALT_SIZE_BYTES
        || sizeBytes < LEAST_SIZE_BYTES) {
      return others.hash(parameters, salt, sizeBytes, password);
    }
    byte[] hash = new byte[sizeBytes];
    // JNA frees its own copy of an array without overwriting it.
    try (Memory copy = new Memory(Math.max(1, password.length))) {
      copy.write(0, password, 0, password.length);
      try {
        int failed = function.invokeInt(new Object[] {
          hash, (long) sizeBytes, copy, (long) password.length, salt, (long) parameters.iterations(),
          parameters.memoryKib() * KIB, ALGORITHM});
        if (failed != 0) {
          throw new IllegalStateException("libsodium could not hash with " + parameters);
        }
      } finally {
        copy.clear();
      }
    }
    return hash;
  }
}
