package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer that does the least: each request goes to the next node, and to the one after it when the connection is
 * refused. It checks no health, remembers no failure, repeats no request that a node may have received, and keeps
 * connections open for further requests.
 */
final class PlainBalancer implements Balancer {
  private static final int BAD_GATEWAY = 502;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client;
  private final HttpServer server;
  private final List<URI> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  PlainBalancer(List<URI> nodes) {
    this.nodes = nodes;
    client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout(1_000).setKeepAliveTimeout(60),
        new PoolOptions().setHttp1MaxSize(64));
    server = answer(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(this::pass).listen());
  }

  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void pass(HttpServerRequest asked) {
    asked.body()
        .compose(body -> passTo(asked, body, turn.getAndIncrement(), nodes.size()))
        .onFailure(failure -> asked.response().setStatusCode(BAD_GATEWAY)
            .setStatusMessage(failure.getClass().getSimpleName()).end(failure.toString()));
  }

  private Future<Void> passTo(HttpServerRequest asked, Buffer body, int index, int left) {
    URI node = nodes.get(Math.floorMod(index, nodes.size()));
    return client.request(new RequestOptions().setMethod(asked.method()).setHost(node.getHost()).setPort(node.getPort())
            .setURI(asked.uri()))
        .transform(connected -> connected.failed() && isRefusal(connected.cause()) && left > 1
            ? passTo(asked, body, index + 1, left - 1)
            : connected.failed()
                ? Future.failedFuture(connected.cause())
                : exchange(asked, body, connected.result()));
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ConnectException;
  }

  private Future<Void> exchange(HttpServerRequest asked, Buffer body, HttpClientRequest request) {
    request.headers().addAll(asked.headers()).remove("Connection").remove("Upgrade").remove("HTTP2-Settings");
    return request.send(body).compose(response -> response.body().compose(answered -> send(asked, response, answered)));
  }

  private static Future<Void> send(HttpServerRequest asked, HttpClientResponse response, Buffer body) {
    asked.response().setStatusCode(response.statusCode());
    asked.response().headers().addAll(response.headers()).remove("Connection").remove("Transfer-Encoding");
    return asked.response().end(body);
  }

  @Override
  public void close() {
    answer(vertx.close());
  }
}
