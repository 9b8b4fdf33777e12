package dev.ally.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An application that runs in the browser alone, by the library oidc-client-ts. Each of its pages is empty, and has the
 * library's {@code UserManager} as {@code manager}.
 */
public final class BrowserApplication implements AutoCloseable {
  private static final String LIBRARY = "oidc-client-ts";
  private static final String PAGE = """
      <!doctype html>
      <html lang="en">
      <title>Notes</title>
      <script src="/library.js"></script>
      <script>
      const manager = new oidc.UserManager({
        authority: '%s', client_id: '%s', scope: 'openid profile email offline_access', loadUserInfo: true,
        redirect_uri: location.origin + '/callback', post_logout_redirect_uri: location.origin + '/bye',
        automaticSilentRenew: false, filterProtocolClaims: false,
      });
      </script>
      </html>
      """;

  private final HttpServer server;

  private BrowserApplication(HttpServer server) {
    this.server = server;
  }

  /** @param port where it listens, on the loopback address */
  public static BrowserApplication start(int port, String issuer, String clientId) {
    Path library = Tools.needNodePackage(LIBRARY)
        .resolve("node_modules").resolve(LIBRARY).resolve("dist/browser/oidc-client-ts.js");
    try {
      byte[] script = Files.readAllBytes(library);
      byte[] page = PAGE.formatted(issuer, clientId).getBytes(StandardCharsets.UTF_8);
      HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
      server.createContext("/", exchange -> send(exchange, "text/html; charset=utf-8", page));
      server.createContext("/library.js", exchange -> send(exchange, "text/javascript; charset=utf-8", script));
      server.start();
      return new BrowserApplication(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
