package dev.ally.database;

import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What a verticle does again and again for as long as it runs. A round that fails is logged, and the next one does its
 * work; that another verticle or the database is away is told by the readiness check.
 */
public final class Rounds {
  /** So long a stop waits for rounds under way; less than a verticle has to stop. */
  private static final Duration STOP_LIMIT = Duration.ofMillis(700);

  private final Logger log;
  private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /** @param log says which round failed, and why */
  public Rounds(Logger log) {
    this.log = log;
  }

  /**
   * Begins a round each time this period is over, whether or not the one before has ended.
   *
   * @param vertx the verticle's
   * @param what it does, as in "could not …"
   */
  public void every(Vertx vertx, Duration period, String what, Supplier<? extends Future<?>> round) {
    vertx.setPeriodic(period.toMillis(), timer -> {
      if (!stopped) {
        begin(what, round);
      }
    });
  }

  private void begin(String what, Supplier<? extends Future<?>> round) {
    Future<?> begun = round.get();
    underWay.add(begun);
    begun.onComplete(ended -> underWay.remove(begun)).onFailure(failure -> tell(what, failure));
  }

  private void tell(String what, Throwable failure) {
    if (!stopped && !(failure instanceof Unavailable)) {
      Outage.orElse(failure, () -> log.warn("could not {}: {}", what, failure.toString()));
    }
  }

  /** Begins no more rounds. Completes when those under way have ended, or soon; those that fail then are no news. */
  public Future<Void> stop() {
    stopped = true;
    return Future.join(List.copyOf(underWay))
        .timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
