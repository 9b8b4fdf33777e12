package dev.ally.account;

import dev.ally.config.Settings;
import dev.ally.contract.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * The threads that hash, and the line before them.
 *
 * <p>A place is taken before anything else is done for a password. Where none is left, or the wait would be longer than
 * the asker's patience, one of the party that waits with most gives way to a party with fewer; else the answer is
 * {@link Unavailable}, at once. Belongs to one event loop, which all its callers are on.
 */
final class Hashing {
  /** Shorter, by a hash and what comes after it, than an asker waits before it asks another node the same. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(700);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  /** How much the newest hash counts in the running mean of what one takes. */
  private static final double NEWEST_SHARE = 0.1;

  private final WorkerExecutor workers;
  private final int threads;
  private final int places;
  private final LongSupplier nanoTime;
  private final FairLine<Waiting> line = new FairLine<>();
  private int taken;
  private int running;
  private double meanNanos;

  private record Waiting(Promise<Void> turn, long sinceNanos) {}

  Hashing(Vertx vertx, Settings.Hash settings) {
    this(vertx, settings, System::nanoTime);
  }

  /** @param nanoTime as {@link System#nanoTime} */
  Hashing(Vertx vertx, Settings.Hash settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    workers = vertx.createSharedWorkerExecutor("ally-hash", settings.threads());
    threads = settings.threads();
    places = settings.threads() + settings.queue();
  }

  /** A place in the line. */
  final class Place {
    private final String party;

    private Place(String party) {
      this.party = party;
    }

    /** Runs this on a hash thread when it is this party's turn. */
    <T> Future<T> run(Callable<T> work) {
      Promise<Void> turn = Promise.promise();
      line.add(party, new Waiting(turn, nanoTime.getAsLong()));
      callNext();
      return turn.future().compose(called -> hash(work));
    }
  }

  /** What is done with a place. */
  interface Work<T> {
    Future<T> with(Place place);
  }

  /**
   * Does the work with a place, or fails with {@link Unavailable} at once when there is none.
   *
   * @param party whom the place counts against when places run short
   */
  <T> Future<T> admit(String party, Work<T> work) {
    if (isFull()) {
      Optional<Waiting> givesWay = line.makeRoomFor(party);
      if (givesWay.isEmpty()) {
        return Future.failedFuture(tooMany());
      }
      givesWay.get().turn.fail(tooMany());
    }
    taken++;
    return work.with(new Place(party)).eventually(() -> {
      taken--;
      return Future.succeededFuture();
    });
  }

  Future<Void> close() {
    return workers.close();
  }

  private boolean isFull() {
    double waitNanos = meanNanos * (taken + 1 - threads) / threads;
    return taken >= places || waitNanos > LONGEST_WAIT.toNanos();
  }

  private <T> Future<T> hash(Callable<T> work) {
    return workers
        .executeBlocking(() -> {
          long startNanos = nanoTime.getAsLong();
          T result = work.call();
          return new Timed<>(result, nanoTime.getAsLong() - startNanos);
        }, false)
        .onComplete(done -> {
          running--;
          callNext();
        })
        .map(timed -> {
          meanNanos += (timed.nanos - meanNanos) * NEWEST_SHARE;
          return timed.result;
        });
  }

  private record Timed<T>(T result, long nanos) {}

  /** Calls whoever's turn it is, and refuses who has waited too long: nobody waits for the answer any more. */
  private void callNext() {
    while (running < threads) {
      Optional<Waiting> next = line.next();
      if (next.isEmpty()) {
        return;
      }
      if (nanoTime.getAsLong() - next.get().sinceNanos > LONGEST_WAIT.toNanos()) {
        next.get().turn.fail(tooMany());
      } else {
        running++;
        next.get().turn.complete();
      }
    }
  }

  private static Unavailable tooMany() {
    return new Unavailable("too many passwords wait to be hashed", RETRY_AFTER);
  }
}
