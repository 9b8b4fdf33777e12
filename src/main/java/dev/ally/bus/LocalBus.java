package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;

/** The event bus of one process. No other process can reach it, so nothing is sealed and nothing is repeated. */
record LocalBus(EventBus bus) implements Bus {
  /** When to retry, if the service gave no time. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;
  private static final int FAILED = 500;

  @Override
  public Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(operation.timeout().toMillis());
    return bus.<JsonObject>request(operation.address(), question, options)
        .map(Message::body)
        .recover(failure -> Future.failedFuture(asked(operation.address(), failure)));
  }

  @Override
  public Future<Served> serve(BusOperation<?, ?> operation, Function<JsonObject, Future<JsonObject>> service) {
    MessageConsumer<JsonObject> consumer = bus.consumer(operation.address());
    consumer.handler(message -> service.apply(message.body())
        .onSuccess(message::reply)
        .onFailure(failure -> fail(message, failure)));
    return consumer.completion().map(consumer::unregister);
  }

  @Override
  public Duration patience(Hop way) {
    return way.timeout();
  }

  private static void fail(Message<JsonObject> message, Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      message.fail(UNAVAILABLE, Long.toString(unavailable.retryAfter().toMillis()));
    } else if (failure instanceof TooMany tooMany) {
      message.fail(TOO_MANY, Long.toString(tooMany.retryAfter().toMillis()));
    } else {
      message.fail(FAILED, "failed");
    }
  }

  private static RuntimeException asked(String address, Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return new Failed(address);
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS -> new Unavailable("no verticle serves " + address + ": the verticle "
          + address.substring(0, address.indexOf('.')) + " is not deployed in this Vert.x", RETRY_AFTER);
      case TIMEOUT -> new Unavailable(address + " did not answer in time", RETRY_AFTER);
      default -> switch (reply.failureCode()) {
        case UNAVAILABLE -> new Unavailable(address + " is unavailable", retryAfter(reply));
        case TOO_MANY -> new TooMany(retryAfter(reply));
        default -> new Failed(address);
      };
    };
  }

  private static Duration retryAfter(ReplyException reply) {
    return Duration.ofMillis(Long.parseLong(reply.getMessage()));
  }
}
