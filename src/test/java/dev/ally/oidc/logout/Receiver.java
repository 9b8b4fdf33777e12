package dev.ally.oidc.logout;

import com.sun.net.httpserver.HttpServer;
import dev.ally.crypto.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An application that is told of logouts. */
public final class Receiver implements AutoCloseable {
  final List<Secret> tokens = new CopyOnWriteArrayList<>();
  /** What it answers. */
  volatile int status = 200;
  /** What happens before it answers. */
  volatile Runnable meanwhile = () -> {};
  private final CompletableFuture<Secret> first = new CompletableFuture<>();
  private final HttpServer server;

  public Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Secret token = Secret.of(URLDecoder.decode(body.substring("logout_token=".length()), StandardCharsets.UTF_8));
      tokens.add(token);
      first.complete(token);
      meanwhile.run();
      exchange.getResponseHeaders().add("Location", address() + "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/logout";
  }

  /** The first token, when it comes. */
  public Secret await(Duration patience) {
    try {
      return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no logout token came", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
