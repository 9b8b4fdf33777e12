package dev.ally.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2 in Java, on the heap: for all types and versions and any parallelism, and slower than native code. */
final class JavaArgon2 implements Argon2 {
  private final int type;

  /** Argon2id. */
  JavaArgon2() {
    this(Argon2Parameters.ARGON2_id);
  }

  /** @param type a constant of {@link Argon2Parameters} */
  JavaArgon2(int type) {
    this.type = type;
  }

  @Override
  public byte[] hash(Parameters parameters, byte[] salt, int sizeBytes, byte[] password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(new Argon2Parameters.Builder(type)
        .withVersion(parameters.version())
        .withMemoryAsKB(parameters.memoryKib())
        .withIterations(parameters.iterations())
        .withParallelism(parameters.parallelism())
        .withSalt(salt)
        .build());
    byte[] hash = new byte[sizeBytes];
    generator.generateBytes(password, hash);
    return hash;
  }
}
