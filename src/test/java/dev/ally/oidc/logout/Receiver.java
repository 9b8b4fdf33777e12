package dev.ally.oidc.logout;

import com.sun.net.httpserver.HttpServer;
import dev.ally.crypto.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An application that is told of logouts. */
final class Receiver implements AutoCloseable {
  final List<Secret> tokens = new CopyOnWriteArrayList<>();
  /** What it answers. */
  volatile int status = 200;
  private final HttpServer server;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      tokens.add(Secret.of(URLDecoder.decode(body.substring("logout_token=".length()), StandardCharsets.UTF_8)));
      exchange.getResponseHeaders().add("Location", address() + "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/logout";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
