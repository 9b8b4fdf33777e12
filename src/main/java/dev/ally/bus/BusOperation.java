package dev.ally.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One typed question and its answer.
 *
 * <p>An expected outcome is an answer. A Future that fails does so with {@link Unavailable}, when asking again later is
 * right, with {@link TooMany}, when it is right after a while, or with {@link Failed}, when it met a defect; the owner has
 * logged the cause by then.
 *
 * <p>Every operation may be asked again, of the same node or another, when its answer is lost: it looks things up, or it
 * carries an id under which it is done once.
 *
 * @param address with a version at its end: {@code totp.verify.v1}
 * @param way from whom to whom it goes
 */
public record BusOperation<Q, A>(String address, Hop way, Codec<Q> question, Codec<A> answer) {

  private static final Logger LOG = LoggerFactory.getLogger(BusOperation.class);

  /** Of two records, from whose components the messages follow. */
  public static <Q extends Record, A extends Record> BusOperation<Q, A> of(
      String address, Hop way, Class<Q> question, Class<A> answer) {
    return new BusOperation<>(address, way, Codec.of(question), Codec.of(answer));
  }

  /** How long the asker waits without a sign of life. */
  public Duration timeout() {
    return way.timeout();
  }

  /** Asks the verticle that serves the operation. */
  public Future<A> ask(Bus bus, Q q) {
    return ask(bus, q, () -> false);
  }

  /** @param gone whether nobody waits for the answer any more; then the question is not asked again */
  public Future<A> ask(Bus bus, Q q, BooleanSupplier gone) {
    return bus.ask(this, question.write().apply(q), gone)
        .map(answer.read())
        .recover(failure -> Future.failedFuture(asked(failure)));
  }

  /** Asks the verticles that are deployed in this Vert.x. */
  public Future<A> ask(Vertx vertx, Q q) {
    return ask(Bus.local(vertx), q);
  }

  /** Asks within one Vert.x. */
  public Future<A> ask(EventBus bus, Q q) {
    return ask(Bus.local(bus), q);
  }

  /**
   * Serves the operation for as long as the verticle is deployed that calls this.
   *
   * @return when questions can come
   */
  public Future<Bus.Served> serve(Bus bus, Function<Q, Future<A>> service) {
    return serve(bus, (q, asker) -> service.apply(q));
  }

  /** The same, for a service that is told of the asker. */
  public Future<Bus.Served> serve(Bus bus, BiFunction<Q, Asker, Future<A>> service) {
    return bus.serve(this, (asked, asker) -> answer(asked, q -> service.apply(q, asker)));
  }

  /** Serves it within one Vert.x. */
  public Future<Bus.Served> serve(EventBus bus, Function<Q, Future<A>> service) {
    return serve(Bus.local(bus), service);
  }

  private Future<JsonObject> answer(JsonObject asked, Function<Q, Future<A>> service) {
    return Future.succeededFuture(asked)
        .map(question.read())
        .compose(service)
        .map(answer.write())
        .recover(failure -> Future.failedFuture(answered(failure)));
  }

  private RuntimeException answered(Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      LOG.debug("{} unavailable: {}", address, unavailable.getMessage());
      return unavailable;
    }
    if (failure instanceof TooMany tooMany) {
      return tooMany;
    }
    LOG.error("{} failed", address, failure);
    return new Failed(address);
  }

  private RuntimeException asked(Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      return unavailable;
    }
    if (failure instanceof TooMany tooMany) {
      return tooMany;
    }
    if (failure instanceof Failed failed) {
      return failed;
    }
    LOG.error("{} was answered with what cannot be read", address, failure);
    return new Failed(address);
  }
}
