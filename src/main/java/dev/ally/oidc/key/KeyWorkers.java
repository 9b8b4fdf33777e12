package dev.ally.oidc.key;

import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for work with RSA keys: a signature takes a millisecond, and its verification by the key of a client as long
 * as that client's exponent wants. It would hold up an event loop. The other algorithms take a tenth.
 */
public final class KeyWorkers {
  private static final String NAME = "ally-sign";
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 1_000;

  private final WorkerExecutor workers;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();

  /** The threads are the same for all of one Vert.x. */
  public KeyWorkers(Vertx vertx) {
    this(vertx, MOST_WAITING);
  }

  /** @param mostWaiting how much work is waited for; more is refused */
  public KeyWorkers(Vertx vertx, int mostWaiting) {
    this.workers = vertx.createSharedWorkerExecutor(NAME, THREADS);
    this.mostWaiting = mostWaiting;
  }

  /** What the work gives; {@link Unavailable} where too much waits already. */
  public <T> Future<T> run(Callable<T> work) {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      return Future.failedFuture(new Unavailable("too much work with keys waits", Duration.ofSeconds(1)));
    }
    return workers.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
  }
}
