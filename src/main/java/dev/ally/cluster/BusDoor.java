package dev.ally.cluster;

import dev.ally.bus.cluster.ThrottledWarnings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.slf4j.LoggerFactory;

/**
 * The transport that Vert.x has anyway, which tells of connections that the bus did not let in. Vert.x tells nobody of a
 * handshake that failed there, and makes its server from options in JSON, in which no listener of ours survives: the
 * transport is asked for each server, and sees who knocks.
 *
 * <p>A server that wants no certificates is none of its business.
 */
final class BusDoor extends NioTransport implements Transport {
  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(BusDoor.class));

  @Override
  public String name() {
    return Transport.NIO.name();
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public BusDoor implementation() {
    return this;
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    if (options.getClientAuth() == ClientAuth.REQUIRED) {
      bootstrap.handler(new Watch());
    }
  }

  /** Stands before what accepts: each message is a connection that was made. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) throws Exception {
      Channel channel = (Channel) connection;
      SocketAddress peer = channel.remoteAddress();
      channel.closeFuture().addListener(closed -> closed(channel.pipeline().get(SslHandler.class), peer));
      super.channelRead(ctx, connection);
    }
  }

  /** @param handshake null when the node went down before there was one */
  private void closed(SslHandler handshake, SocketAddress peer) {
    Throwable cause = handshake == null ? null : handshake.handshakeFuture().cause();
    // Nobody refused one that left by itself, as one does that only looks whether the port is open.
    if (cause != null && !(cause instanceof ClosedChannelException)) {
      warnings.tell("connection(s) at the bus, the last from " + peer, reason(cause));
    }
  }

  /** What is no TLS stands in its exception byte by byte: it may be a secret. */
  private static String reason(Throwable cause) {
    return cause instanceof NotSslRecordException ? "that is no TLS" : cause.getMessage();
  }
}
