package dev.ally.bus;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/** Work that is repeated until the code that does it is compiled: so many times, or until the time is over. */
public final class Rounds {
  /** Java compiles a method after some 200 calls; a round calls most methods of a login several times. */
  private static final int TIMES = 100;
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private Rounds() {}

  /** Stops at the first round that fails, and fails with it. */
  public static Future<Void> of(Supplier<Future<?>> round) {
    return next(round, TIMES, System.nanoTime() + LIMIT.toNanos());
  }

  private static Future<Void> next(Supplier<Future<?>> round, int left, long endNanos) {
    return left == 0 || System.nanoTime() - endNanos >= 0
        ? Future.succeededFuture()
        : round.get().compose(done -> next(round, left - 1, endNanos));
  }
}
