package dev.ally.management;

import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * The metrics of this process: Ally's own, and its requests; pools and event bus of Vert.x; memory, threads and garbage
 * collection of Java.
 */
public final class Metrics implements Meters, AutoCloseable {
  /** The buckets of every histogram: up to the longest wait of a login. */
  private static final Duration[] BUCKETS =
      List.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000).stream()
          .map(Duration::ofMillis).toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Metric, Map<String, Counter>> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, Timer> timers = new EnumMap<>(Metric.class);
  private final List<DoubleSupplier> shown = new CopyOnWriteArrayList<>();
  private final JvmGcMetrics pauses = new JvmGcMetrics();

  /** All counters and histograms are there from the first, with zero: what is not there yet cannot be seen to grow. */
  public Metrics() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    pauses.bindTo(registry);
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.TIMER) {
        timers.put(metric, histogram(metric.base(), metric.meaning()).register(registry));
      } else if (metric.kind() == Metric.Kind.COUNTER) {
        counters.put(metric, counters(metric));
      }
    }
  }

  private Map<String, Counter> counters(Metric metric) {
    Map<String, Counter> byValue = new HashMap<>();
    for (String value : metric.label().isEmpty() ? List.of("") : metric.labelValues()) {
      byValue.put(value, Counter.builder(metric.base()).description(metric.meaning()).tags(tags(metric, value))
          .register(registry));
    }
    return byValue;
  }

  private static Tags tags(Metric metric, String value) {
    return metric.label().isEmpty() ? Tags.empty() : Tags.of(metric.label(), value);
  }

  static Timer.Builder histogram(String name, String meaning) {
    return Timer.builder(name).description(meaning).serviceLevelObjectives(BUCKETS);
  }

  /** Makes a Vert.x count here; its requests in {@link RequestMetrics}. */
  public VertxMetricsFactory factory() {
    Set<Label> labels = EnumSet.copyOf(MicrometerMetricsOptions.DEFAULT_LABELS);
    MicrometerMetricsFactory factory = new MicrometerMetricsFactory(registry);
    return options -> new CountedVertx(
        factory.metrics(new VertxOptions(options).setMetricsOptions(new MicrometerMetricsOptions()
            .setEnabled(true).setLabels(labels)
            .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER))),
        address -> new RequestMetrics(registry, address.port()));
  }

  @Override
  public void count(Metric metric) {
    counters.get(metric).get("").increment();
  }

  @Override
  public void count(Metric metric, Enum<?> value) {
    counters.get(metric).get(text(value)).increment();
  }

  @Override
  public void time(Metric metric, long nanos) {
    timers.get(metric).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void show(Metric metric, DoubleSupplier number) {
    show(metric, "", number);
  }

  @Override
  public void show(Metric metric, Enum<?> value, DoubleSupplier number) {
    show(metric, text(value), number);
  }

  private void show(Metric metric, String value, DoubleSupplier number) {
    // The registry keeps only a weak reference to what it reads.
    shown.add(number);
    if (metric.kind() == Metric.Kind.COUNTER) {
      registry.remove(counters.get(metric).get(value));
      FunctionCounter.builder(metric.base(), number, DoubleSupplier::getAsDouble)
          .description(metric.meaning()).tags(tags(metric, value)).register(registry);
    } else {
      Gauge.builder(metric.base(), number, DoubleSupplier::getAsDouble)
          .description(metric.meaning()).tags(tags(metric, value)).register(registry);
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    pauses.close();
    registry.close();
  }
}
