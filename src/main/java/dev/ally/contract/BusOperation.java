package dev.ally.contract;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One typed question and its answer on the event bus; the only code that touches raw messages.
 *
 * <p>An expected outcome is an answer. A Future that fails does so with {@link Unavailable}, when asking again later is
 * right, or with {@link Failed}, when it met a defect; the owner has logged the cause by then.
 *
 * @param address with a version at its end: {@code totp.verify.v1}
 * @param timeout how long the asker waits
 */
public record BusOperation<Q, A>(String address, Duration timeout, Codec<Q> question, Codec<A> answer) {
  /** What {@code web} asks of {@code account}. */
  static final Duration OUTER = Duration.ofSeconds(2);
  /** What {@code account} asks of {@code totp} while {@code web} is waiting for it. */
  static final Duration INNER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BusOperation.class);
  private static final int UNAVAILABLE = 503;
  private static final int FAILED = 500;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Asks whoever serves the address. */
  public Future<A> ask(EventBus bus, Q q) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    return bus.<JsonObject>request(address, question.write().apply(q), options)
        .map(reply -> answer.read().apply(reply.body()))
        .recover(failure -> Future.failedFuture(asked(failure)));
  }

  /** Serves the address until the returned consumer is unregistered. */
  public MessageConsumer<JsonObject> serve(EventBus bus, Function<Q, Future<A>> service) {
    return bus.consumer(address, message -> answer(message, service));
  }

  private void answer(Message<JsonObject> message, Function<Q, Future<A>> service) {
    Future.succeededFuture(message.body())
        .map(question.read())
        .compose(service)
        .map(answer.write())
        .onSuccess(message::reply)
        .onFailure(failure -> fail(message, failure));
  }

  private void fail(Message<JsonObject> message, Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      LOG.debug("{} unavailable: {}", address, unavailable.getMessage());
      message.fail(UNAVAILABLE, Long.toString(unavailable.retryAfter().toMillis()));
    } else {
      LOG.error("{} failed", address, failure);
      message.fail(FAILED, "failed");
    }
  }

  private RuntimeException asked(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      LOG.error("{} was answered with what cannot be read", address, failure);
      return new Failed(address);
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS -> new Unavailable("nobody serves " + address, RETRY_AFTER);
      case TIMEOUT -> new Unavailable(address + " did not answer in time", RETRY_AFTER);
      default -> reply.failureCode() == UNAVAILABLE
          ? new Unavailable(address + " is unavailable", retryAfter(reply.getMessage()))
          : new Failed(address);
    };
  }

  /** As it was said; the usual, where it was said in words that are not Ally's. */
  private static Duration retryAfter(String millis) {
    try {
      return Duration.ofMillis(Long.parseLong(millis));
    } catch (NumberFormatException foreign) {
      return RETRY_AFTER;
    }
  }
}
