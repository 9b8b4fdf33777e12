package dev.ally.totp;

import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this node's clock with that of the database, which all nodes share. A node whose clock is wrong would accept
 * expired codes and refuse valid ones, so it verifies no codes until its clock is right again.
 */
final class ClockGuard {
  private static final Logger LOG = LoggerFactory.getLogger(ClockGuard.class);

  private final Clock clock;
  private final Duration tolerance;
  private final Supplier<Future<Instant>> databaseClock;
  private volatile Duration offset = Duration.ZERO;

  ClockGuard(Clock clock, Duration tolerance, Supplier<Future<Instant>> databaseClock) {
    this.clock = clock;
    this.tolerance = tolerance;
    this.databaseClock = databaseClock;
  }

  /**
   * Compares the clocks. Half of the round trip is allowed for, so that a slow answer is not taken for a wrong clock.
   */
  Future<Void> compare() {
    Instant asked = clock.instant();
    return databaseClock.get().map(database -> {
      Duration halfWay = Duration.between(asked, clock.instant()).dividedBy(2);
      Duration apart = Duration.between(database, asked.plus(halfWay));
      note(apart.abs().compareTo(tolerance.plus(halfWay)) > 0 ? apart : Duration.ZERO);
      return null;
    });
  }

  private void note(Duration apart) {
    if (offset.isZero() != apart.isZero()) {
      if (apart.isZero()) {
        LOG.info("this node's clock agrees with the database's again");
      } else {
        LOG.error("this node's clock is {} s off the database's: no code is verified here", apart.toMillis() / 1000.0);
      }
    }
    offset = apart;
  }

  boolean isRight() {
    return offset.isZero();
  }

  /** Fails with {@link Unavailable} while the clock is off. */
  Future<Void> require() {
    return isRight()
        ? Future.succeededFuture()
        : Future.failedFuture(new Unavailable(
            "the clock is " + offset.toMillis() / 1000.0 + " s off the database's", Duration.ofSeconds(30)));
  }
}
