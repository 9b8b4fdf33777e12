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
 * The NIO transport of Vert.x, which also logs connections that the bus refused. Vert.x does not report failed
 * handshakes of the bus, and creates its server from options in JSON, which cannot hold a listener. The transport
 * configures each server, and so sees its connections.
 *
 * <p>Ignores servers that require no certificates.
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
      bootstrap.handler(new Watcher());
    }
  }

  /** Comes before the handler that accepts; each message is a new connection. */
  private final class Watcher extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) throws Exception {
      Channel channel = (Channel) connection;
      SocketAddress peer = channel.remoteAddress();
      channel.closeFuture().addListener(closed -> closed(channel.pipeline().get(SslHandler.class), peer));
      super.channelRead(ctx, connection);
    }
  }

  /** @param handshake null if the node stopped before there was one */
  private void closed(SslHandler handshake, SocketAddress peer) {
    Throwable cause = handshake == null ? null : handshake.handshakeFuture().cause();
    // A peer that closed the connection itself was not refused, for example a check of the port.
    if (cause != null && !(cause instanceof ClosedChannelException)) {
      warnings.tell("connection(s) at the bus, the last from " + peer, reason(cause));
    }
  }

  /** The exception for data that is not TLS contains the data, which may be a secret. */
  private static String reason(Throwable cause) {
    return cause instanceof NotSslRecordException ? "that is not TLS" : cause.getMessage();
  }
}
