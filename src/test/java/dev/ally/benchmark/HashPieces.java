package dev.ally.benchmark;

import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Comparing a password, with each of OWASP's pairs, on as many threads as the machine has processors. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Threads(Threads.MAX)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class HashPieces {
  private static final Secret PASSWORD = Secret.of("correct horse battery staple");

  /** KiB and passes. */
  @Param({"47104/1", "19456/2", "12288/3", "9216/4", "7168/5"})
  private String pair;
  private PasswordHash settings;
  private String hash;

  @Setup
  public void hash() {
    int slash = pair.indexOf('/');
    settings = new PasswordHash(
        Integer.parseInt(pair.substring(0, slash)), Integer.parseInt(pair.substring(slash + 1)));
    hash = settings.hash(PASSWORD, new SecureRandom());
  }

  @Benchmark
  public boolean passwordCompared() {
    return settings.matches(hash, PASSWORD);
  }
}
