package dev.ally.metrics;

import java.util.function.DoubleSupplier;

/** Where Ally counts. Thread-safe, and cheap enough for each request. The methods of this interface count nothing. */
public interface Meters {
  /** For a program that shows no metrics. */
  Meters NONE = new Meters() {};

  /** Adds one to a counter. */
  default void count(Metric metric) {}

  /** Adds one to a counter with a label. */
  default void count(Metric metric, Enum<?> value) {}

  /** Adds a duration to a histogram. */
  default void time(Metric metric, long nanos) {}

  /** Shows a number from now on. It is read at each scrape, so it must be at hand; NaN: it is not known. */
  default void show(Metric metric, DoubleSupplier number) {}

  /** The same, of a metric with a label. */
  default void show(Metric metric, Enum<?> value, DoubleSupplier number) {}
}
