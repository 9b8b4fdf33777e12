package dev.ally.tracing;

import io.vertx.core.spi.VertxTracerFactory;

/**
 * Sends the spans of this process to a collector. Until it begins, no class of OpenTelemetry is loaded: this one names
 * none.
 */
public final class Tracing implements AutoCloseable {
  private final VertxTracerFactory factory;
  private final Runnable end;

  Tracing(VertxTracerFactory factory, Runnable end) {
    this.factory = factory;
    this.end = end;
  }

  /**
   * Begins, as the environment says. It must be before the first Vert.x is made.
   *
   * @throws IllegalArgumentException saying what is wrong with a variable
   */
  public static Tracing begin() {
    return Collector.begin();
  }

  /** For a Vert.x that is to be traced. */
  public VertxTracerFactory factory() {
    return factory;
  }

  /** Sends what was not sent yet. */
  @Override
  public void close() {
    end.run();
  }
}
