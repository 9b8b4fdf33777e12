package dev.ally.account;

import dev.ally.contract.Unavailable;
import dev.ally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that hash, and the line before them.
 *
 * <p>A place is taken before anything else is done for a password, since a worker pool's own queue has no end: where
 * none is left the answer is {@link Unavailable} at once. Who has waited too long is not hashed for any more: nobody
 * waits for the answer.
 */
final class Hashing {
  /** Shorter than the asker's patience by a hash and what comes after it. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(1_400);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final WorkerExecutor threads;
  private final int places;
  private final AtomicInteger taken = new AtomicInteger();

  Hashing(Vertx vertx, Settings.Hash settings) {
    threads = vertx.createSharedWorkerExecutor("ally-hash", settings.threads());
    places = settings.threads() + settings.queue();
  }

  /** A place in the line; whoever has one gives it back, used or not. */
  final class Place {
    private final long since = System.nanoTime();
    private boolean held = true;

    /** Runs this on a hash thread. */
    <T> Future<T> run(Callable<T> work) {
      return threads.executeBlocking(() -> {
        if (System.nanoTime() - since > LONGEST_WAIT.toNanos()) {
          throw new Unavailable("waited too long to be hashed", RETRY_AFTER);
        }
        return work.call();
      }, false);
    }

    private void release() {
      if (held) {
        held = false;
        taken.decrementAndGet();
      }
    }
  }

  /** What is done with a place. */
  interface Work<T> {
    Future<T> with(Place place);
  }

  /** Does the work with a place, or fails with {@link Unavailable} at once when there is none. */
  <T> Future<T> admit(Work<T> work) {
    if (taken.incrementAndGet() > places) {
      taken.decrementAndGet();
      return Future.failedFuture(new Unavailable("too many passwords wait to be hashed", RETRY_AFTER));
    }
    Place place = new Place();
    return work.with(place).eventually(() -> {
      place.release();
      return Future.succeededFuture();
    });
  }

  Future<Void> close() {
    return threads.close();
  }
}
