package dev.ally.web;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to a server, and the socket on which they come in. Vert.x closes idle connections in the same moment in
 * which it stops to listen; a balancer that is about to use one would lose its request.
 */
final class OpenConnections {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final AtomicInteger open = new AtomicInteger();
  private volatile Channel listening;

  /** A connection was opened. */
  void watch(HttpConnection connection) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    listening = channel.parent();
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
  }

  /** Closes the socket on which connections come in. Where none has come, nothing is done. */
  Future<Void> stopListening() {
    Channel socket = listening;
    if (socket == null) {
      return Future.succeededFuture();
    }
    Promise<Void> closed = Promise.promise();
    socket.close().addListener(done -> closed.complete());
    return closed.future();
  }

  /** Completes when none is open, or after the limit. */
  Future<Void> awaitNone(Vertx vertx, Duration limit) {
    return open.get() == 0 || limit.compareTo(LOOK_AGAIN) < 0
        ? Future.succeededFuture()
        : vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
            .compose(later -> awaitNone(vertx, limit.minus(LOOK_AGAIN)));
  }
}
