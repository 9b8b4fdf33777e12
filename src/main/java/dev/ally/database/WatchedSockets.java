package dev.ally.database;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x whose client sockets are closed when an answer does not come in time, from the first byte on. Needed because
 * vertx-pg-client 5.0.7 accepts no options for its sockets and has no timeout for an answer. A server that accepts a
 * connection and sends nothing would hold its place in the pool until TCP gives it up.
 */
final class WatchedSockets extends VertxWrapper {
  private final Duration connecting;
  private final Duration silent;

  /**
   * @param connecting the limit for connecting by TCP
   * @param silent the time without an answer after which a socket is closed
   */
  WatchedSockets(VertxInternal vertx, Duration connecting, Duration silent) {
    super(vertx);
    this.connecting = connecting;
    this.silent = silent;
  }

  @Override
  public NetClient createNetClient(NetClientOptions options) {
    return new Client(super.createNetClient(
        new NetClientOptions(options).setConnectTimeout((int) connecting.toMillis())));
  }

  private final class Client implements NetClient {
    private final NetClient client;

    private Client(NetClient client) {
      this.client = client;
    }

    private Future<NetSocket> watched(Future<NetSocket> connected) {
      return connected.onSuccess(socket -> ((NetSocketInternal) socket).channelHandlerContext().pipeline()
          // Before the client's codec, which would delay closing until all answers have come.
          .addFirst(new AnswerTimeout(silent), new FailedHandshake()));
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return watched(client.connect(port, host));
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return watched(client.connect(port, host, serverName));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress server) {
      return watched(client.connect(server));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress server, String serverName) {
      return watched(client.connect(server, serverName));
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return watched(client.connect(options));
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return client.shutdown(timeout, unit);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return client.updateSSLOptions(options, force);
    }

    @Override
    public boolean isMetricsEnabled() {
      return client.isMetricsEnabled();
    }
  }

  /** Reports why a TLS handshake failed before the connection closes; the client would only report the closing. */
  private static final class FailedHandshake extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      if (tls != null && tls.handshakeFuture().cause() != null) {
        ctx.fireExceptionCaught(tls.handshakeFuture().cause());
      }
      super.channelInactive(ctx);
    }
  }
}
