package dev.ally.management;

import io.micrometer.core.instrument.FunctionCounter;
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
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The metrics of this process: requests, pools and event bus of Vert.x; memory, threads and garbage collection of Java.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Supplier<Long>> shown = new CopyOnWriteArrayList<>();
  private final JvmGcMetrics pauses = new JvmGcMetrics();

  public Metrics() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    pauses.bindTo(registry);
  }

  /**
   * Makes a Vert.x count here. Requests are not counted by method: a client can invent methods, and the number of
   * counters would grow without bound.
   */
  public VertxMetricsFactory factory() {
    Set<Label> labels = EnumSet.copyOf(MicrometerMetricsOptions.DEFAULT_LABELS);
    labels.remove(Label.HTTP_METHOD);
    MicrometerMetricsFactory factory = new MicrometerMetricsFactory(registry);
    return options -> factory.metrics(
        new VertxOptions(options).setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true).setLabels(labels)));
  }

  /** Adds a counter. */
  public void count(String name, String meaning, Supplier<Long> number) {
    // The registry keeps only a weak reference to what it reads.
    shown.add(number);
    FunctionCounter.builder(name, number, Supplier::get).description(meaning).register(registry);
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
