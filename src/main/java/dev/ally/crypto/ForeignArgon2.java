package dev.ally.crypto;

import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2 of any type, version and parameters (RFC 9106). Argon2id is computed natively where that is possible.
 *
 * @param type {@code argon2id}, {@code argon2i} or {@code argon2d}
 */
record ForeignArgon2(String type, Argon2.Parameters parameters) {
  /** That of a hash without a version. */
  static final int OLD_VERSION = 0x10;

  /** KiB times passes. */
  private static final long MOST_WORK_KIB = 1024 * 1024;
  private static final int LEAST_SALT_BYTES = 8;
  private static final int LEAST_HASH_BYTES = 4;
  private static final int MOST_HASH_BYTES = 512;

  void requireAllowed(byte[] salt, byte[] hash) {
    ForeignHash.require(parameters.memoryKib() <= ForeignHash.MOST_MEMORY_KIB,
        "password_hash needs more than " + ForeignHash.MOST_MEMORY_KIB / 1024 + " MiB of memory");
    ForeignHash.require((long) parameters.memoryKib() * parameters.iterations() <= MOST_WORK_KIB,
        "password_hash costs too much: memory times passes is more than " + MOST_WORK_KIB + " KiB");
    ForeignHash.require(salt.length >= LEAST_SALT_BYTES && hash.length >= LEAST_HASH_BYTES
        && hash.length <= MOST_HASH_BYTES
        && parameters.memoryKib() / PhcString.LEAST_KIB_PER_LANE >= parameters.parallelism(),
        "password_hash has parameters that Argon2 does not allow");
  }

  String kind() {
    return type + " " + parameters.version() + " " + parameters.memoryKib() + " " + parameters.iterations() + " "
        + parameters.parallelism();
  }

  byte[] compute(byte[] salt, int sizeBytes, byte[] password) {
    Argon2 argon2 = switch (type) {
      case "argon2id" -> NativeCode.argon2();
      case "argon2i" -> new JavaArgon2(Argon2Parameters.ARGON2_i);
      default -> new JavaArgon2(Argon2Parameters.ARGON2_d);
    };
    return argon2.hash(parameters, salt, sizeBytes, password);
  }
}
