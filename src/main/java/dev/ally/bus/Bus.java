package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;

/**
 * Carries questions to whoever serves them, within one process or between several, and tells its callers of three kinds
 * of failure alone: {@link Unavailable}, {@link TooMany} and {@link Failed}.
 */
public interface Bus {
  /** Within one Vert.x: whoever was deployed there. */
  static Bus local(Vertx vertx) {
    return local(vertx.eventBus());
  }

  /** Likewise. */
  static Bus local(EventBus bus) {
    return new LocalBus(bus);
  }

  /** Asks one of those that serve the operation. */
  Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question);

  /**
   * Serves the operation for as long as the verticle is deployed that calls this.
   *
   * @param service fails with {@link Unavailable}, {@link TooMany} and {@link Failed} alone
   * @return when questions can come
   */
  Future<Served> serve(BusOperation<?, ?> operation, Function<JsonObject, Future<JsonObject>> service);

  /** How long an asker waits before it takes the answer for lost, and may ask somebody else. */
  Duration patience(Hop way);

  /** An operation that is served. */
  interface Served {
    /** Serves it no longer. */
    Future<Void> unregister();
  }
}
