package dev.ally.app.lifecycle;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops what has been started, in reverse order. When one stop fails, the next is still tried. */
public final class ShutdownStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownStack.class);

  private final Deque<Stop> stops = new ArrayDeque<>();

  private record Stop(String what, Work work) {}

  /** Stops something. */
  public interface Work {
    void run() throws Exception;
  }

  /** Adds something that was started and that {@code stop} stops. */
  public synchronized void add(String what, Work stop) {
    stops.push(new Stop(what, stop));
  }

  /** The same, with a limit for the time that it takes. */
  public void add(String what, Duration limit, Supplier<Future<?>> stop) {
    add(what, () -> stop.get().await(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public synchronized void close() {
    while (!stops.isEmpty()) {
      Stop stop = stops.pop();
      try {
        stop.work.run();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly: {}", stop.what, e.toString());
      }
    }
  }
}
