package dev.ally.management;

import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.DatagramSocketMetrics;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.Function;

/**
 * Everything is counted as Vert.x does, except requests: those by {@link RequestMetrics}. Requests to a server that is to
 * be ignored, as that of a rehearsal, are not counted.
 *
 * @param requests counts the requests of a server by its address
 */
record CountedVertx(VertxMetrics inner, Function<SocketAddress, HttpServerMetrics<?, ?, ?>> requests)
    implements VertxMetrics {
  @Override
  public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
    return options.getTracingPolicy() == TracingPolicy.IGNORE ? null : requests.apply(address);
  }

  @Override
  public EventBusMetrics<?> createEventBusMetrics() {
    return inner.createEventBusMetrics();
  }

  @Override
  public ClientMetrics<?, ?, ?> createClientMetrics(SocketAddress address, String type, String namespace) {
    return inner.createClientMetrics(address, type, namespace);
  }

  @Override
  public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress address) {
    return inner.createNetServerMetrics(options, address);
  }

  @Override
  public TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
    return inner.createNetClientMetrics(options);
  }

  @Override
  public DatagramSocketMetrics createDatagramSocketMetrics(DatagramSocketOptions options) {
    return inner.createDatagramSocketMetrics(options);
  }

  @Override
  public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
    return inner.createPoolMetrics(type, name, size);
  }

  @Override
  public void vertxCreated(Vertx vertx) {
    inner.vertxCreated(vertx);
  }

  @Override
  public boolean isMetricsEnabled() {
    return inner.isMetricsEnabled();
  }

  @Override
  public void close() {
    inner.close();
  }
}
