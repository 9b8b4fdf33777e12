package dev.ally.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id in Java, on the heap: for all versions and any parallelism, and slower than native code. */
final class JavaArgon2 implements Argon2 {
  @Override
  public byte[] hash(Parameters parameters, byte[] salt, int sizeBytes, byte[] password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
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
