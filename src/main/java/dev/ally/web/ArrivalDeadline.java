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
 * Closes the connections of slow clients and idle connections. There are three limits: for a whole request to arrive,
 * from its first byte to the end of its body, also when bytes keep coming; for a client to read an answer; and for a
 * connection without a request. A connection whose request is being answered is not closed.
 *
 * <p>It comes before Vert.x in Netty's pipeline, since Vert.x reports a request when its head is complete, not at its
 * first byte.
 */
final class ArrivalDeadline {
  private final Duration arrival;
  private final Duration answer;
  private final Duration idle;

  /**
   * @param arrival limit for a request to arrive
   * @param answer limit for a client to read what is written to it
   * @param idle limit for a connection without a request
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

  /** The head of a request has arrived, its body perhaps not yet. This sets the end handler of the response. */
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

  /** Used on the connection's event loop only. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    private ChannelHandlerContext context;
    private ScheduledFuture<?> timer;
    /** Whether the timer waits for a request to arrive; otherwise for the connection to be idle too long. */
    private boolean isArriving;
    /** Requests without an answer yet; for a moment two, when a pipelined request follows. */
    private int unanswered;
    /** Whether bytes have come since the last request was complete. */
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

    /** The rest of a request that was refused early may still be arriving. */
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
