package dev.ally.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The way to the collector: OTLP over HTTP. The standard variables of OpenTelemetry say where it is and how. */
final class Collector {
  private static final Duration LAST_SENDING = Duration.ofSeconds(2);

  /** Where the environment says nothing else. */
  private static final Map<String, String> DEFAULTS = Map.of(
      "otel.service.name", "ally",
      "otel.exporter.otlp.protocol", "http/protobuf",
      "otel.propagators", "tracecontext",
      "otel.metrics.exporter", "none",
      "otel.logs.exporter", "none");

  private Collector() {}

  static Tracing begin() {
    JulToSlf4j.take("io.opentelemetry");
    OpenTelemetrySdk sdk = sdk();
    // Reserves a place in the contexts of every Vert.x that is made from now on.
    OpenTelemetryTracingFactory spans = new OpenTelemetryTracingFactory(sdk);
    return new Tracing(
        options -> DiscreetTracer.of(spans.tracer(options)),
        () -> sdk.getSdkTracerProvider().shutdown().join(LAST_SENDING.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static OpenTelemetrySdk sdk() {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(() -> DEFAULTS)
          .build()
          .getOpenTelemetrySdk();
    } catch (RuntimeException e) {
      // The SDK wraps what is wrong once or twice.
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IllegalArgumentException("OpenTelemetry cannot be set up: " + cause.getMessage()
          + ". Ally sends http/protobuf to OTEL_EXPORTER_OTLP_ENDPOINT", e);
    }
  }
}
