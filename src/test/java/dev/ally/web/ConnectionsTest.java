package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.FindSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to connections beneath the pages. */
class ConnectionsTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf="})
  void areClosedWhenARequestDoesNotArriveInTime(String beginning) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ArrivalDeadline deadline = new ArrivalDeadline(vertx, Duration.ofMillis(50));
      var server = Site.await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
          .connectionHandler(deadline::expect)
          .requestHandler(request -> request.end().onComplete(end -> deadline.met(request.connection())))
          .listen(0));

      assertThat(answer(server.actualPort(), beginning)).isEmpty();
    } finally {
      Site.await(vertx.close());
    }
  }

  @Test
  void areLeftOpenWhileTheAnswerIsBeingFound() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ArrivalDeadline deadline = new ArrivalDeadline(vertx, Duration.ofMillis(50));
      var server = Site.await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
          .connectionHandler(deadline::expect)
          .requestHandler(request -> {
            request.end().onComplete(end -> deadline.met(request.connection()));
            vertx.setTimer(200, late -> request.response().end("patience"));
          })
          .listen(0));

      assertThat(answer(server.actualPort(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
          .endsWith("patience");
    } finally {
      Site.await(vertx.close());
    }
  }

  @Test
  void finishTheWorkInHandWhenTheSiteStops() throws Exception {
    try (Site site = Site.open()) {
      Browser ada = site.signedIn();
      Promise<FindSession.Answer> later = Promise.promise();
      site.account.answerLater(FindSession.OPERATION, later.future());
      CompletableFuture<HttpResponse<String>> asked = HttpClient.newHttpClient()
          .sendAsync(ada.request("/").GET().build(), BodyHandlers.ofString());
      site.account.awaitQuestion(FindSession.class);

      Future<Void> stopped = site.stop();
      awaitRefusal(site.url.getPort());
      assertThat(stopped.isComplete()).isFalse();
      later.complete(new FindSession.Answer(Optional.of(site.account.ada)));

      assertThat(asked.get(10, TimeUnit.SECONDS).body()).contains("Hello, Ada Lovelace.");
      Site.await(stopped);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET /login HTTP/1.1\r\nConnection: close\r\n\r\n", "nonsense\r\n\r\n",
      "GET /login HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n",
      "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"})
  void getARefusalWithAllHeadersForWhatIsNoRequest(String nonsense) throws Exception {
    try (Site site = Site.open()) {
      String answer = answer(site.url.getPort(), nonsense);

      assertThat(answer).startsWith("HTTP/1.").contains(" 400 Bad Request")
          .containsIgnoringCase("content-security-policy: default-src 'none'");
    }
  }

  /** Nothing of it is read, and nobody is told to send it. */
  @Test
  void refuseABodyThatIsSaidToBeTooLargeBeforeItComes() throws Exception {
    try (Site site = Site.open(); Socket socket = new Socket("localhost", site.url.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(("POST /login HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 65537\r\n\r\n").getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();

      assertThat(status).startsWith("HTTP/1.1 413 ");
    }
  }

  /** Returns as soon as nobody listens there any more. */
  private static void awaitRefusal(int port) throws IOException {
    while (true) {
      try {
        new Socket("localhost", port).close();
      } catch (ConnectException refused) {
        return;
      } catch (SocketException reset) {
        // The port was closed in the middle of connecting to it.
        continue;
      }
    }
  }

  /** Everything that comes until the connection is closed. */
  private static String answer(int port, String sent) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
