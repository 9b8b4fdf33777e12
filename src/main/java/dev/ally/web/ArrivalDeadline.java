package dev.ally.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes the connection of a client that sends too slowly, however busy it looks: each request, head and body, has so
 * long to arrive as a whole, from the moment at which the connection was free for it.
 *
 * <p>Used by one event loop only.
 */
final class ArrivalDeadline {
  private final Vertx vertx;
  private final long millis;
  private final Map<HttpConnection, Long> timers = new HashMap<>();

  ArrivalDeadline(Vertx vertx, Duration allowed) {
    this.vertx = vertx;
    this.millis = allowed.toMillis();
  }

  /** A connection was opened, or is free again. */
  void expect(HttpConnection connection) {
    met(connection);
    timers.put(connection, vertx.setTimer(millis, late -> {
      timers.remove(connection);
      connection.close();
    }));
    connection.closeHandler(closed -> met(connection));
  }

  /** The request arrived as a whole. */
  void met(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
