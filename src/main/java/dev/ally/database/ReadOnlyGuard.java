package dev.ally.database;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.sqlclient.internal.command.CommandResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes a connection whose server has said that it takes no writes: it leads to a standby, or to a session that stays
 * read-only, and the next one may lead to where Ally can write. Who asked is answered once the pool has lost the
 * connection, so that nobody is given it again.
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
