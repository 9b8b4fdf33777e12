package dev.ally.database;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which a query was sent and nothing came back for so long. An idle connection may be silent for
 * any time: opening another costs the server a process, and this process some milliseconds of its event loop to prove
 * the password.
 *
 * <p>Any message resets the timeout: if several answers are due and some are lost, the time starts again at the next
 * query.
 */
final class AnswerTimeout extends ChannelDuplexHandler {
  private final Duration limit;
  private boolean awaiting;
  private boolean watching;
  private long askedNanos;

  AnswerTimeout(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
    if (!awaiting) {
      awaiting = true;
      askedNanos = nanoTime(ctx);
    }
    if (!watching) {
      watch(ctx, limit.toNanos());
    }
    super.write(ctx, message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    awaiting = false;
    super.channelRead(ctx, message);
  }

  private void watch(ChannelHandlerContext ctx, long nanos) {
    watching = true;
    ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    watching = false;
    if (!awaiting || ctx.isRemoved()) {
      return;
    }
    long left = limit.toNanos() - (nanoTime(ctx) - askedNanos);
    if (left > 0) {
      watch(ctx, left);
    } else {
      ctx.fireExceptionCaught(ReadTimeoutException.INSTANCE);
      ctx.close();
    }
  }

  private static long nanoTime(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }
}
