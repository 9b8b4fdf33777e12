package dev.ally.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Argon2id (RFC 9106) in PHC format, with a salt of 16 and a hash of 32 bytes.
 *
 * <p>A call takes tens of milliseconds and the configured memory. Must not run on an event loop.
 *
 * @param memoryKib KiB of memory
 * @param iterations passes over it
 */
public record PasswordHash(int memoryKib, int iterations) {
  private static final int VERSION = 0x13;
  private static final int PARALLELISM = 1;
  private static final int SALT_SIZE_BYTES = 16;
  private static final int HASH_SIZE_BYTES = 32;

  /** Protects nothing; for a rehearsal. */
  public static final PasswordHash CHEAPEST = new PasswordHash(PhcString.LEAST_KIB_PER_LANE, 1);

  /** The hash of a password, with its parameters and a new salt. */
  public String hash(Secret password, SecureRandom random) {
    byte[] salt = new byte[SALT_SIZE_BYTES];
    random.nextBytes(salt);
    return new PhcString(parameters(), salt, compute(parameters(), salt, HASH_SIZE_BYTES, password)).text();
  }

  /** Whether this is the password of the hash, with the parameters of that hash. */
  public boolean matches(String hash, Secret password) {
    return PhcString.parse(hash)
        .filter(phc -> MessageDigest.isEqual(
            phc.hash(), compute(phc.parameters(), phc.salt(), phc.hash().length, password)))
        .isPresent();
  }

  /** Whether the hash has other parameters than these. */
  public boolean isOutdated(String hash) {
    return PhcString.parse(hash).filter(phc -> phc.parameters().equals(parameters())).isEmpty();
  }

  /**
   * The extra work that makes comparing with an old, cheaper hash take as long as with a new one; empty: it is not
   * cheaper.
   */
  public Optional<PasswordHash> rest(String hash) {
    // The time is proportional to memory and passes.
    long less = PhcString.parse(hash).map(PhcString::parameters)
        .map(stored -> (long) memoryKib * iterations - (long) stored.memoryKib() * stored.iterations()).orElse(0L);
    if (less < PhcString.LEAST_KIB_PER_LANE) {
      return Optional.empty();
    }
    int passes = Math.toIntExact((less + memoryKib - 1) / memoryKib);
    return Optional.of(new PasswordHash(Math.toIntExact(less / passes), passes));
  }

  private Argon2.Parameters parameters() {
    return new Argon2.Parameters(VERSION, memoryKib, iterations, PARALLELISM);
  }

  private static byte[] compute(Argon2.Parameters parameters, byte[] salt, int sizeBytes, Secret password) {
    byte[] bytes = password.revealBytes();
    try {
      return NativeCode.argon2().hash(parameters, salt, sizeBytes, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
