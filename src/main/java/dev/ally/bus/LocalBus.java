package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** The event bus of one process. No other process can reach it, so nothing is sealed and no other node is asked. */
record LocalBus(EventBus bus) implements Bus {
  /** When to retry, if the service gave no time. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;
  private static final int FAILED = 500;
  private static final int IN_PROGRESS = 202;

  @Override
  public Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question, BooleanSupplier gone) {
    long endNanos = System.nanoTime() + operation.way().patience().toNanos();
    return askUntilAnswered(operation, OpenQuestions.marked(operation, question), () ->
        gone.getAsBoolean() || System.nanoTime() - endNanos > 0);
  }

  private Future<JsonObject> askUntilAnswered(
      BusOperation<?, ?> operation, JsonObject question, BooleanSupplier over) {
    return askOnce(operation, question).recover(failure -> !(failure instanceof InProgress)
        ? Future.failedFuture(failure)
        : over.getAsBoolean()
            ? Future.failedFuture(new Unavailable("the answer is not waited for any more", RETRY_AFTER))
            : askUntilAnswered(operation, question, over));
  }

  private Future<JsonObject> askOnce(BusOperation<?, ?> operation, JsonObject question) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(operation.timeout().toMillis());
    return bus.<JsonObject>request(operation.address(), question, options)
        .map(Message::body)
        .recover(failure -> Future.failedFuture(asked(operation.address(), failure)));
  }

  @Override
  public Future<Served> serve(
      BusOperation<?, ?> operation, BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
    OpenQuestions open = new OpenQuestions();
    Hop way = operation.way();
    MessageConsumer<JsonObject> consumer = bus.consumer(operation.address());
    consumer.handler(message -> open.answer(message.body(), way, way.timeout(), service)
        .onSuccess(message::reply)
        .onFailure(failure -> fail(message, failure)));
    return consumer.completion().map(consumer::unregister);
  }

  private static void fail(Message<JsonObject> message, Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      message.fail(UNAVAILABLE, Long.toString(unavailable.retryAfter().toMillis()));
    } else if (failure instanceof TooMany tooMany) {
      message.fail(TOO_MANY, Long.toString(tooMany.retryAfter().toMillis()));
    } else if (failure instanceof InProgress) {
      message.fail(IN_PROGRESS, "in progress");
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
        case IN_PROGRESS -> new InProgress();
        default -> new Failed(address);
      };
    };
  }

  private static Duration retryAfter(ReplyException reply) {
    return Duration.ofMillis(Long.parseLong(reply.getMessage()));
  }
}
