package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Carries questions to the verticles that serve them, within one process or between several. Callers see only three
 * kinds of failure: {@link Unavailable}, {@link TooMany} and {@link Failed}.
 */
public interface Bus {
  /** Within one Vert.x: reaches the verticles that are deployed there. */
  static Bus local(Vertx vertx) {
    return local(vertx.eventBus());
  }

  /** The same, for an event bus. */
  static Bus local(EventBus bus) {
    return new LocalBus(bus);
  }

  /**
   * Asks one of the nodes that serve the operation.
   *
   * @param gone whether nobody waits for the answer any more; then the question is not asked again
   */
  Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question, BooleanSupplier gone);

  /**
   * Serves the operation while the calling verticle is deployed.
   *
   * @param service fails only with {@link Unavailable}, {@link TooMany} or {@link Failed}
   * @return completes when the operation is served
   */
  Future<Served> serve(BusOperation<?, ?> operation, BiFunction<JsonObject, Asker, Future<JsonObject>> service);

  /** An operation that is being served. */
  interface Served {
    /** Stops serving it. */
    Future<Void> unregister();
  }
}
