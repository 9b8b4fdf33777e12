package dev.ally.crypto;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;

/**
 * Argon2id (RFC 9106) in PHC format, with a salt of 16 and a hash of 32 bytes.
 *
 * <p>A call takes tens of milliseconds and the memory that it is set to: never on an event loop.
 *
 * @param memoryKib KiB of memory
 * @param iterations passes over it
 */
public record PasswordHash(int memoryKib, int iterations) {
  private static final int PARALLELISM = 1;
  private static final Argon2 ARGON2 = Argon2Factory.create(Argon2Types.ARGON2id);

  /** The hash of a password, with its parameters and a new salt. */
  public String hash(Secret password) {
    byte[] bytes = password.revealBytes();
    try {
      return ARGON2.hash(iterations, memoryKib, PARALLELISM, bytes);
    } finally {
      ARGON2.wipeArray(bytes);
    }
  }

  /** Whether this is the password of that hash, at the parameters that the hash was made with. */
  public boolean matches(String hash, Secret password) {
    byte[] bytes = password.revealBytes();
    try {
      return ARGON2.verify(hash, bytes);
    } finally {
      ARGON2.wipeArray(bytes);
    }
  }

  /** Whether the hash was made with other parameters than these. */
  public boolean isOutdated(String hash) {
    return ARGON2.needsRehash(hash, iterations, memoryKib, PARALLELISM);
  }
}
