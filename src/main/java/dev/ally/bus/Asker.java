package dev.ally.bus;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * The asker of one question, as the service sees it.
 *
 * @param patience how long it waits for the answer, from when the question arrived
 * @param gone completes when it does not wait any more
 */
public record Asker(Duration patience, Future<Void> gone) {
  /** An asker that waits so long, whatever happens. */
  public static Asker waiting(Duration patience) {
    return new Asker(patience, Future.future(never -> {}));
  }
}
