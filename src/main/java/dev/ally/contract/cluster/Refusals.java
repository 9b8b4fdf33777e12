package dev.ally.contract.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of messages that were not believed: a line a second at most, which counts those it stands for. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final AtomicLong loudAgain = new AtomicLong(System.nanoTime());
  private final AtomicLong unsaid = new AtomicLong();

  void tell(String what, String address, Throwable why) {
    long now = System.nanoTime();
    long quietUntil = loudAgain.get();
    unsaid.incrementAndGet();
    if (now - quietUntil >= 0 && loudAgain.compareAndSet(quietUntil, now + QUIET_NANOS)) {
      LOG.warn("Refused {} {} at {}, by a member of the cluster: {}",
          unsaid.getAndSet(0), what, address, why.getMessage());
    }
  }
}
