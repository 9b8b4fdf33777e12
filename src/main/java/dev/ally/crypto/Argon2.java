package dev.ally.crypto;

/** Argon2id, the function of RFC 9106. A call blocks for tens of milliseconds. */
interface Argon2 {
  /**
   * What a hash costs, and of which version it is.
   *
   * @param version 0x13, that of RFC 9106, or 0x10
   * @param memoryKib KiB of memory; at least eight for each lane
   * @param iterations passes over it
   * @param parallelism lanes
   */
  record Parameters(int version, int memoryKib, int iterations, int parallelism) {}

  /**
   * The hash of a password. The password is left as it is; its copies are overwritten where the implementation has any.
   *
   * @param sizeBytes of the hash
   * @throws IllegalStateException if there is not enough memory
   */
  byte[] hash(Parameters parameters, byte[] salt, int sizeBytes, byte[] password);
}
