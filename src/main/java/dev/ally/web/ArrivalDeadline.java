package dev.ally.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of clients that are slow, and those that are idle, each by a limit of its own. A request, head
 * and body, has so long to arrive as a whole, from its first byte on, however busy the client looks; an answer has so
 * long to be taken; and so long a connection is kept on which no request is under way. A connection whose request is
 * being answered is never closed.
 *
 * <p>It stands before Vert.x in Netty's pipeline, since Vert.x tells of a request when its head is there, and not of
 * its first byte.
 */
final class ArrivalDeadline {
  private final Duration arrival;
  private final Duration answer;
  private final Duration idle;

  /**
   * @param arrival for a request to arrive
   * @param answer for a client to take what is written to it
   * @param idle for a connection without a request
   */
  ArrivalDeadline(Duration arrival, Duration answer, Duration idle) {
    this.arrival = arrival;
    this.answer = answer;
    this.idle = idle;
  }

  /** A connection was opened. */
  void watch(HttpConnection connection) {
    pipeline(connection)
        .addFirst(new Watch())
        .addFirst(new WriteTimeoutHandler(answer.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** A request has come, of which the body may still be on its way. Its response's end handler is taken. */
  void watch(HttpServerRequest request) {
    Watch watch = pipeline(request.connection()).get(Watch.class);
    if (watch == null) {
      return;
    }
    watch.begun();
    request.end().onComplete(end -> watch.arrived());
    request.response().endHandler(end -> watch.answered());
  }

  /** The answer to a request was written, where its response's end handler was taken by another. */
  void answered(HttpServerRequest request) {
    Watch watch = pipeline(request.connection()).get(Watch.class);
    if (watch != null) {
      watch.answered();
    }
  }

  private static ChannelPipeline pipeline(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().pipeline();
  }

  /** Used by the connection's event loop alone. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    private ChannelHandlerContext context;
    private ScheduledFuture<?> timer;
    /** Whether the timer is that of a request, and not of an idle connection. */
    private boolean isArriving;
    /** Requests that wait for their answer; two while one that was sent ahead takes the place of the one before. */
    private int unanswered;
    /** Whether bytes have come since the last request had arrived. */
    private boolean hasBytes;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
      start(idle);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
      cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      if (!hasBytes) {
        hasBytes = true;
        if (unanswered == 0) {
          startArrival();
        }
      }
      ctx.fireChannelRead(bytes);
    }

    private void begun() {
      unanswered++;
      if (!isArriving) {
        startArrival();
      }
    }

    private void arrived() {
      hasBytes = false;
      cancel();
      if (unanswered == 0) {
        start(idle);
      }
    }

    /** One that was refused before it had arrived may be arriving still. */
    private void answered() {
      unanswered--;
      if (unanswered > 0 || isArriving) {
        return;
      }
      if (hasBytes) {
        startArrival();
      } else {
        start(idle);
      }
    }

    private void startArrival() {
      start(arrival);
      isArriving = true;
    }

    private void start(Duration allowed) {
      cancel();
      if (!context.isRemoved()) {
        timer = context.executor().schedule(() -> context.close(), allowed.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void cancel() {
      isArriving = false;
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
    }
  }
}
