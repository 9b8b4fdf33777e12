package dev.ally.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads requests as Vert.x does, and refuses requests that a proxy in front of this server could read differently (RFC
 * 9112 §11.2). Netty refuses spaces before a colon, several lengths, a length together with chunks, and bare line
 * feeds. In addition this class refuses folded header lines and other lines that begin with a space (§5.2), a missing,
 * repeated or malformed {@code Host} (§3.2), a header without a name, codings other than chunked (§6.1), and the old
 * WebSocket key, for which Netty expects a body that no header announces.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private static final String NAME = "httpDecoder";
  /**
   * A host, or an IPv6 address in brackets, and a port: RFC 3986 §3.2.2, without characters that do not occur in hosts.
   * Vert.x throws an exception for most hosts with an encoded character, and the request is never answered.
   */
  private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

  private boolean inHead = true;
  private boolean folded;
  private boolean refused;
  private byte last = '\n';

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Replaces the decoder of a connection from which nothing was read yet. */
  static void install(HttpConnection connection, HttpServerOptions options) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channelHandlerContext().pipeline();
    pipeline.replace(NAME, NAME, new StrictRequestDecoder(options));
  }

  /** One call of the superclass reads either of the head or of the body. */
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int from = in.readerIndex();
    int before = out.size();
    super.decode(context, in, out);
    if (inHead) {
      lookForFolds(in, from);
    }
    for (Object read : out.subList(before, out.size())) {
      follow(read);
    }
  }

  private void lookForFolds(ByteBuf in, int from) {
    for (int index = from; index < in.readerIndex(); index++) {
      byte one = in.getByte(index);
      folded |= last == '\n' && (one == ' ' || one == '\t');
      last = one;
    }
  }

  private void follow(Object read) {
    if (read instanceof HttpRequest request) {
      inHead = false;
      if (request.decoderResult().isSuccess()) {
        problem(request).ifPresent(problem -> {
          request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(problem)));
          refused = true;
        });
      }
    }
    if (read instanceof LastHttpContent) {
      inHead = true;
      folded = false;
      last = '\n';
    }
  }

  private Optional<String> problem(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    boolean mayLackHost = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (folded) {
      return Optional.of("a folded header");
    }
    if (hosts.size() > 1 || hosts.isEmpty() && !mayLackHost || !hosts.stream().allMatch(StrictRequestDecoder::isHost)) {
      return Optional.of("not one Host");
    }
    if (headers.contains("")) {
      return Optional.of("a header without a name");
    }
    if (!headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).stream().allMatch("chunked"::equalsIgnoreCase)) {
      return Optional.of("a transfer coding that is not chunked");
    }
    return headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
        ? Optional.of("a body that is not announced")
        : Optional.empty();
  }

  private static boolean isHost(String value) {
    return HOST.matcher(value).matches();
  }
}
