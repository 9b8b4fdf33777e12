package dev.ally.benchmark;

import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.harness.SimulatedUser;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many passwords the machine compares when it does nothing else: with the library, settings and number of threads
 * that the server has.
 *
 * @param perSecond hashes
 * @param cpuSeconds of processor time a hash
 */
record Ceiling(double perSecond, double cpuSeconds) {
  static Ceiling measure(PasswordHash settings, int threads, Duration time) throws InterruptedException {
    Secret password = Secret.of(SimulatedUser.PASSWORD);
    String hash = settings.hash(password, new SecureRandom());
    AtomicLong count = new AtomicLong();
    double cpuBefore = Machine.ownCpuSeconds();
    long began = System.nanoTime();
    long end = began + time.toNanos();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> {
        while (System.nanoTime() < end && settings.matches(hash, password)) {
          count.incrementAndGet();
        }
      }, "hash " + i);
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Ceiling(count.get() / seconds, (Machine.ownCpuSeconds() - cpuBefore) / count.get());
  }

  Ceiling mean(Ceiling other) {
    return new Ceiling((perSecond + other.perSecond) / 2, (cpuSeconds + other.cpuSeconds) / 2);
  }
}
