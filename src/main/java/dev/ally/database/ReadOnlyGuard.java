package dev.ally.database;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.sqlclient.internal.command.CommandResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes a connection whose server has reported that it accepts no writes: it leads to a standby, or its session stays
 * read-only, while a new connection may reach a server that can write. The answer is delivered after the pool has
 * removed the connection, so that the pool does not hand it out again.
 */
final class ReadOnlyGuard extends ChannelInboundHandlerAdapter {
  private final Context context;
  private final List<CommandResponse<?>> answers = new ArrayList<>();

  /** @param context of the connection */
  ReadOnlyGuard(Context context) {
    this.context = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof CommandResponse<?> answer
        && (!answers.isEmpty() || Outage.isReadOnly(answer.toAsyncResult().cause()))) {
      answers.add(answer);
      ctx.close();
    } else {
      super.channelRead(ctx, message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    answers.forEach(answer -> context.runOnContext(lost -> answer.fire()));
  }
}
