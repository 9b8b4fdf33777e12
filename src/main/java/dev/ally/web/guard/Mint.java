package dev.ally.web.guard;

import dev.ally.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/** Makes random values: tokens for cookies, ids of operations. */
public final class Mint {
  private final SecureRandom random;

  public Mint(SecureRandom random) {
    this.random = random;
  }

  public Secret token() {
    return Secret.token(random);
  }

  /** A random UUID, RFC 9562 §5.4. */
  public UUID operationId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    long high = halves.getLong() & 0xffffffffffff0fffL | 0x4000L;
    long low = halves.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
