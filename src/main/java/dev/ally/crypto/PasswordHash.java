package dev.ally.crypto;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Argon2id (RFC 9106) in PHC format, with a salt of 16 and a hash of 32 bytes.
 *
 * <p>A call takes tens of milliseconds and the configured memory. Must not run on an event loop.
 *
 * @param memoryKib KiB of memory
 * @param iterations passes over it
 */
public record PasswordHash(int memoryKib, int iterations) {
  private static final int PARALLELISM = 1;
  /** RFC 9106 §3.1: eight blocks of 1 KiB for each lane. */
  private static final int LEAST_KIB = 8;
  /** KiB and passes; the time is proportional to their product. */
  private static final Pattern COST = Pattern.compile("\\$m=(\\d{1,9}),t=(\\d{1,9}),");
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

  /** Whether this is the password of the hash, with the parameters of that hash. */
  public boolean matches(String hash, Secret password) {
    byte[] bytes = password.revealBytes();
    try {
      return ARGON2.verify(hash, bytes);
    } finally {
      ARGON2.wipeArray(bytes);
    }
  }

  /** Whether the hash has other parameters than these. */
  public boolean isOutdated(String hash) {
    return ARGON2.needsRehash(hash, iterations, memoryKib, PARALLELISM);
  }

  /**
   * The extra work that makes comparing with an old, cheaper hash take as long as with a new one; empty: it is not
   * cheaper.
   */
  public Optional<PasswordHash> rest(String hash) {
    Matcher cost = COST.matcher(hash);
    long less = cost.find()
        ? (long) memoryKib * iterations - Long.parseLong(cost.group(1)) * Long.parseLong(cost.group(2))
        : 0;
    if (less < LEAST_KIB) {
      return Optional.empty();
    }
    int passes = Math.toIntExact((less + memoryKib - 1) / memoryKib);
    return Optional.of(new PasswordHash(Math.toIntExact(less / passes), passes));
  }
}
