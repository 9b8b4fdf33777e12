package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Lets the scripts of registered browser clients read an answer (Fetch Standard §3.2, CORS). They send no cookies, and
 * none would count.
 */
public final class Cors {
  private final OpenOrigins origins;

  public Cors(Bus bus, Clock clock) {
    this.origins = new OpenOrigins(bus, clock);
  }

  /** The same answer, an error too, so that those scripts may read it. */
  public Future<Reply> readable(Request request, Reply reply) {
    return opened(request, reply.header("Vary", "Origin"), open -> open
        .header("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After"));
  }

  /** What a browser asks before it sends such a request. */
  public Future<Reply> preflight(Request request) {
    return opened(request, Reply.empty(204).header("Vary", "Origin"), open -> open
        .header("Access-Control-Allow-Methods", "GET, POST")
        .header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        .header("Access-Control-Max-Age", "600"));
  }

  private Future<Reply> opened(Request request, Reply reply, UnaryOperator<Reply> more) {
    List<String> named = request.headers().getAll("Origin");
    if (named.size() != 1) {
      return reply.now();
    }
    return origins.has(named.get(0)).map(registered ->
        registered ? more.apply(reply.header("Access-Control-Allow-Origin", named.get(0))) : reply);
  }
}
