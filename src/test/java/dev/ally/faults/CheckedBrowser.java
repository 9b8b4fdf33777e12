package dev.ally.faults;

import dev.ally.harness.Browser;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A browser that reports every answer which a server must not give. */
final class CheckedBrowser extends Browser {
  /** Far beyond what an answer may take, so that one which never comes is told from one that is late. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LoadedServer server;
  private final String email;
  private final String address;

  /**
   * @param email whose browser it is
   * @param address the address of its network
   */
  CheckedBrowser(LoadedServer server, String email, String address) {
    super(() -> URI.create(server.url()), URI.create(server.url()), PATIENCE);
    this.server = server;
    this.email = email;
    this.address = address;
  }

  /** No answer came, or one with 503. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(Throwable cause) {
      super(cause);
    }
  }

  @Override
  public Browser another() {
    return new CheckedBrowser(server, email, address);
  }

  @Override
  public HttpResponse<String> send(HttpRequest.Builder request) {
    boolean away = server.isDatabaseAway();
    HttpResponse<String> answer;
    try {
      answer = super.send(request.header("X-Forwarded-For", address));
    } catch (IllegalStateException e) {
      throw new Unanswered(e);
    }
    String method = answer.request().method();
    String what = method + " " + answer.request().uri().getPath() + " was answered with " + answer.statusCode();
    require(answer.statusCode() < 500 || answer.statusCode() == 503, what);
    if (answer.statusCode() == 503) {
      require(answer.headers().firstValue("Retry-After").isPresent(), what + " without Retry-After");
      server.unavailable();
      throw new Unanswered(null);
    }
    require(method.equals("GET") || !away || !server.isDatabaseAway(), what + " without a database");
    return answer;
  }

  private void require(boolean so, String complaint) {
    if (!so) {
      server.complain(email + ": " + complaint);
    }
  }
}
