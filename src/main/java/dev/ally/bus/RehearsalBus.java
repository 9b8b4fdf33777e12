package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * For a verticle that runs its own operations before it serves them to anyone: what is served here is reached from here
 * alone. What is not served here goes on to the bus beyond.
 */
public final class RehearsalBus implements Bus {
  private final Bus beyond;
  private final Map<String, BiFunction<JsonObject, Asker, Future<JsonObject>>> served = new ConcurrentHashMap<>();

  public RehearsalBus(Bus beyond) {
    this.beyond = beyond;
  }

  @Override
  public Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question, BooleanSupplier gone) {
    BiFunction<JsonObject, Asker, Future<JsonObject>> service = served.get(operation.address());
    return service == null
        ? beyond.ask(operation, question, gone)
        : service.apply(question, Asker.waiting(operation.way().patience()));
  }

  @Override
  public Future<Served> serve(
      BusOperation<?, ?> operation, BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
    served.put(operation.address(), service);
    return Future.succeededFuture(() -> {
      served.remove(operation.address());
      return Future.succeededFuture();
    });
  }
}
