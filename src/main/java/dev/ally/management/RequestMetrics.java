package dev.ally.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests of one server, as a histogram by route, method, status and port. A route is the pattern in the table of
 * routes, never the path of a request, and a method is one that a route can have; so a client cannot make series.
 */
final class RequestMetrics implements HttpServerMetrics<RequestMetrics.Request, Void, Boolean> {
  static final String REQUESTS = "ally_http_request_seconds";
  static final String CONNECTIONS = "ally_http_connections";
  /** No route has such a path, or the client has gone before the answer. */
  private static final String NONE = "none";
  private static final String OTHER = "other";
  private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

  private final MeterRegistry registry;
  private final String port;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  private record Kind(String route, String method, String status) {}

  /** A request in progress; used on the event loop of its connection. */
  static final class Request {
    private final long beginNanos = System.nanoTime();
    private final String method;
    private String route = NONE;
    private boolean isOver;

    private Request(HttpMethod method) {
      this.method = METHODS.contains(method) ? method.name() : OTHER;
    }
  }

  RequestMetrics(MeterRegistry registry, int port) {
    this.registry = registry;
    this.port = Integer.toString(port);
    Gauge.builder(CONNECTIONS, connections, AtomicInteger::get).description("Open connections of clients")
        .tag("port", this.port).register(registry);
  }

  @Override
  public Boolean connected(SocketAddress client, String name) {
    connections.incrementAndGet();
    return true;
  }

  @Override
  public void disconnected(Boolean connection, SocketAddress client) {
    connections.decrementAndGet();
  }

  @Override
  public Request requestBegin(Boolean connection, HttpRequest request) {
    return new Request(request.method());
  }

  @Override
  public void requestRouted(Request request, String route) {
    if (route != null) {
      request.route = route;
    }
  }

  @Override
  public void requestReset(Request request) {
    over(request, NONE);
  }

  @Override
  public void responseEnd(Request request, HttpResponse response, long bytes) {
    over(request, Integer.toString(response.statusCode()));
  }

  private void over(Request request, String status) {
    if (!request.isOver) {
      request.isOver = true;
      timers.computeIfAbsent(new Kind(request.route, request.method, status), this::timer)
          .record(System.nanoTime() - request.beginNanos, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(Kind kind) {
    return Metrics.histogram(REQUESTS, "How long a request took, until its answer was sent")
        .tags("route", kind.route, "method", kind.method, "status", kind.status, "port", port).register(registry);
  }
}
