package dev.ally.harness;

import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Remembers what was counted, each as {@code LOGINS refused}. */
public final class RecordedMeters implements Meters {
  private final List<String> counted = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, DoubleSupplier> shown = Collections.synchronizedMap(new HashMap<>());

  @Override
  public void count(Metric metric) {
    counted.add(metric.name());
  }

  @Override
  public void count(Metric metric, Enum<?> value) {
    counted.add(key(metric, value));
  }

  @Override
  public void time(Metric metric, long nanos) {
    counted.add(metric.name());
  }

  @Override
  public void show(Metric metric, DoubleSupplier number) {
    shown.put(metric.name(), number);
  }

  @Override
  public void show(Metric metric, Enum<?> value, DoubleSupplier number) {
    shown.put(key(metric, value), number);
  }

  /** Also checks that the label can have this value. */
  private static String key(Metric metric, Enum<?> value) {
    String label = value.name().toLowerCase(Locale.ROOT);
    if (!metric.labelValues().contains(label)) {
      throw new AssertionError(metric + " has no " + label);
    }
    return metric + " " + label;
  }

  /** How often this was counted. */
  public long times(String key) {
    return Collections.frequency(List.copyOf(counted), key);
  }

  /** What this shows now. */
  public double shown(String key) {
    return shown.get(key).getAsDouble();
  }
}
