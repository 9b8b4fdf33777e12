package dev.ally.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Metrics that only a database knows. It is asked every ten seconds and not at each scrape, while the calling verticle
 * is deployed, and not at all if nobody would see the answer. The questions come one after the other, so that they take
 * one connection. A number that it does not tell is not known.
 */
public final class PolledNumbers {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Meters meters;
  private final Vertx vertx;
  private final List<Supplier<Future<Double>>> questions = new ArrayList<>();
  private Future<Double> asked = Future.succeededFuture(Double.NaN);

  /** @param vertx the verticle's, on whose context everything here is called */
  public PolledNumbers(Meters meters, Vertx vertx) {
    this.meters = meters;
    this.vertx = vertx;
  }

  public <N extends Number> PolledNumbers show(Metric metric, Supplier<Future<N>> number) {
    if (meters != Meters.NONE) {
      meters.show(metric, polled(number));
    }
    return this;
  }

  /** The same, of a metric with a label. */
  public <N extends Number> PolledNumbers show(Metric metric, Enum<?> value, Supplier<Future<N>> number) {
    if (meters != Meters.NONE) {
      meters.show(metric, value, polled(number));
    }
    return this;
  }

  private <N extends Number> DoubleSupplier polled(Supplier<Future<N>> number) {
    AtomicReference<Double> last = new AtomicReference<>(Double.NaN);
    if (questions.isEmpty()) {
      vertx.setPeriodic(EVERY.toMillis(), id -> round());
    }
    Supplier<Future<Double>> question =
        () -> number.get().map(Number::doubleValue).otherwise(Double.NaN).onSuccess(last::set);
    questions.add(question);
    ask(question);
    return last::get;
  }

  /** Leaves a round out while the one before waits for its answers. */
  private void round() {
    if (asked.isComplete()) {
      questions.forEach(this::ask);
    }
  }

  private void ask(Supplier<Future<Double>> question) {
    asked = asked.eventually(question);
  }
}
