package dev.ally.account.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpServer;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** A server of an operator that is told of security events. */
final class EventReceiver implements AutoCloseable {
  /**
   * One request.
   *
   * @param status what it was answered with
   */
  record Received(HttpHeaders headers, String body, String path, int status) {
    JsonObject event() {
      return new JsonObject(body);
    }

    JsonObject data() {
      return event().getJsonObject("data");
    }

    String type() {
      return event().getString("type");
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** As the library of the standard verifies it. */
    boolean isSignedWith(Secret secret) {
      try {
        new Webhook(secret.revealText()).verify(body, headers);
        return true;
      } catch (WebhookVerificationException e) {
        return false;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All requests, in the order in which they were answered. */
  final List<Received> received = new CopyOnWriteArrayList<>();
  /** What it answers to an event. */
  volatile ToIntFunction<JsonObject> answers = event -> 204;
  private final HttpServer server;

  EventReceiver() {
    this(0);
  }

  /** @param port where another one was, which is closed; 0: any */
  EventReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status = answers.applyAsInt(new JsonObject(body));
      received.add(new Received(
          HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true), body,
          exchange.getRequestURI().getPath(), status));
      exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port() + "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** What it took. */
  List<Received> taken() {
    return received.stream().filter(each -> each.status() == 204).toList();
  }

  /** The one request of this type. */
  Received only(String type) {
    List<Received> all = received.stream().filter(each -> each.type().equals(type)).toList();
    if (all.size() != 1) {
      throw new IllegalStateException(all.size() + " of " + type);
    }
    return all.get(0);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
