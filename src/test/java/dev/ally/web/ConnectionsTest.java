package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.FindSession;
import dev.ally.harness.Browser;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to connections beneath the pages. */
class ConnectionsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Site.await(vertx.close());
  }

  /** Serves what the handler answers, on a free port. */
  private int serve(ArrivalDeadline deadline, Handler<HttpServerRequest> handler) {
    return Site.await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
        .connectionHandler(deadline::watch)
        .requestHandler(request -> {
          deadline.watch(request);
          handler.handle(request);
        })
        .listen(0)).actualPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "G", GET + "X-Slow: ", GET + "\r\n" + GET + "X-Slow: ",
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf="})
  void areClosedWhenARequestDoesNotArriveInTime(String beginning) throws Exception {
    int port = serve(new ArrivalDeadline(SHORT, LONG, Duration.ofMillis(500)), request -> request.end()
        .onSuccess(arrived -> request.response().end("taken")));

    assertThat(answer(port, beginning)).doesNotEndWith("takentaken");
  }

  /** A byte now and then is no arrival. */
  @ParameterizedTest
  @ValueSource(strings = {
      GET + "X-Slow: ", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n",
      GET + "\r\nPOST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"})
  void areClosedHoweverBusyASlowClientLooks(String beginning) throws Exception {
    int port = serve(new ArrivalDeadline(Duration.ofMillis(300), LONG, LONG), request -> request.end()
        .onSuccess(arrived -> request.response().end("taken")));

    try (Socket socket = new Socket("localhost", port)) {
      // Fewer bytes than a head may have, in all the time that this lasts.
      socket.setSoTimeout(20);
      socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
      assertThat(isClosedWhileItTrickles(socket)).isTrue();
    }
  }

  private static boolean isClosedWhileItTrickles(Socket socket) {
    for (long begun = System.nanoTime(); System.nanoTime() - begun < Duration.ofSeconds(20).toNanos(); ) {
      try {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException stillOpen) {
        continue;
      } catch (IOException reset) {
        return true;
      }
    }
    return false;
  }

  @Test
  void areLeftOpenWhileTheAnswerIsBeingFound() throws Exception {
    int port = serve(new ArrivalDeadline(SHORT, SHORT, SHORT), request ->
        vertx.setTimer(500, late -> request.response().end("patience")));

    assertThat(answer(port, GET + "Connection: close\r\n\r\n")).endsWith("patience");
    assertThat(answer(port, GET + "\r\n" + GET + "Connection: close\r\n\r\n"))
        .containsSubsequence("patience", "HTTP/1.1 200 OK", "patience");
  }

  @Test
  void areClosedAfterTheIdleTimeAndNotBefore() throws Exception {
    ArrivalDeadline deadline = new ArrivalDeadline(LONG, LONG, Duration.ofMillis(400));
    int port = serve(deadline, request -> request.response().end("taken"));

    long begun = System.nanoTime();
    assertThat(answer(port, GET + "\r\n")).endsWith("taken");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    assertThat(answer(port, "")).isEmpty();
  }

  @Test
  void ofThePagesAreClosedAfterTheIdleTimeThatIsSet() throws Exception {
    try (Site site = Site.withIdle(Duration.ofSeconds(1))) {
      long begun = System.nanoTime();
      assertThat(answer(site.url.getPort(), "GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  /** The idle time is shorter than the answer takes. Java's client would ask again where its connection is closed. */
  @Test
  void ofThePagesAreNotClosedInTheMiddleOfARequest() throws Exception {
    try (Site site = Site.withIdle(Duration.ofSeconds(1));
        Socket socket = new Socket("localhost", site.url.getPort())) {
      Promise<FindSession.Answer> later = Promise.promise();
      site.account.answerLater(FindSession.OPERATION, later.future());
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((GET.replace("/ ", "/settings/profile ") + "Connection: close\r\nCookie: ally_session=" + site.account.session()
          + "\r\n\r\n").getBytes(ISO_8859_1));
      site.account.awaitQuestion(FindSession.class);
      vertx.setTimer(1_500, late -> later.complete(new FindSession.Answer(Optional.of(site.account.ada))));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).contains("Ada Lovelace");
    }
  }

  @Test
  void areClosedWhenAnAnswerIsNotTaken() throws Exception {
    Promise<Void> closed = Promise.promise();
    int port = serve(new ArrivalDeadline(LONG, SHORT, LONG), request -> {
      request.connection().closeHandler(closed::complete);
      request.response().end(Buffer.buffer(new byte[50_000_000]));
    });

    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write((GET + "\r\n").getBytes(ISO_8859_1));
      Site.await(closed.future());
    }
  }

  @Test
  void finishTheWorkInHandWhenTheSiteStops() throws Exception {
    try (Site site = Site.open()) {
      Browser ada = site.signedIn();
      Promise<FindSession.Answer> later = Promise.promise();
      site.account.answerLater(FindSession.OPERATION, later.future());
      CompletableFuture<HttpResponse<String>> asked = HttpClient.newHttpClient()
          .sendAsync(ada.request("/settings/profile").GET().build(), BodyHandlers.ofString());
      site.account.awaitQuestion(FindSession.class);

      Future<Void> stopped = site.stop();
      awaitRefusal(site.url.getPort());
      assertThat(stopped.isComplete()).isFalse();
      later.complete(new FindSession.Answer(Optional.of(site.account.ada)));

      assertThat(asked.get(10, TimeUnit.SECONDS).body()).contains("Ada Lovelace");
      Site.await(stopped);
    }
  }

  /** A balancer that has an idle connection uses it, is told, and goes elsewhere. */
  @Test
  void areAnsweredForAWhileAfterTheSiteHasStoppedToListen() throws Exception {
    try (Site site = Site.open(); Socket idle = new Socket("localhost", site.url.getPort());
        Socket unused = new Socket("localhost", site.url.getPort())) {
      ask(idle);
      assertThat(readHead(idle)).startsWith("HTTP/1.1 200 OK").doesNotContainIgnoringCase("connection: close");
      Future<Void> farewell = site.farewell(Duration.ofSeconds(60));
      awaitRefusal(site.url.getPort());
      ask(idle);
      assertThat(readHead(idle)).startsWith("HTTP/1.1 200 OK").containsIgnoringCase("connection: close");
      assertThat(farewell.isComplete()).isFalse();
      idle.shutdownOutput();
      unused.shutdownOutput();
      Site.await(farewell);
    }
  }

  @Test
  void areWaitedForNoLongerThanTheFarewell() throws Exception {
    try (Site site = Site.open(); Socket idle = new Socket("localhost", site.url.getPort())) {
      ask(idle);
      readHead(idle);
      Site.await(site.farewell(Duration.ofMillis(100)));
      ask(idle);
      assertThat(readHead(idle)).startsWith("HTTP/1.1 200 OK");
    }
  }

  private static void ask(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write("GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The head of an answer, whose body is read and dropped. */
  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    Matcher length = Pattern.compile("(?i)content-length: ([0-9]+)").matcher(head);
    assertThat(length.find()).as(head.toString()).isTrue();
    socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
    return head.toString();
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
