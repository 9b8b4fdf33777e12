package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two programs in a row could read differently is refused (RFC 9112 §11.2): a proxy and this server would
 * otherwise disagree on where a request ends, or for which host it is.
 */
class AmbiguousRequestsTest {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  /** Sent behind each request: it is answered only where the first one was read as one that ended there. */
  private static final String NEXT = "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.open();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static String get(String headers) {
    return "GET /login HTTP/1.1\r\n" + headers + "\r\n";
  }

  private static String post(String headers, String body) {
    return "POST /login HTTP/1.1\r\nHost: a\r\n" + FORM + headers + "\r\n" + body;
  }

  static List<String> ambiguous() {
    return List.of(
        // RFC 9112 §3.2: one Host, with a valid value
        get(""),
        get("Host: a\r\nHost: b\r\n"),
        get("Host: a\r\nhost: a\r\n"),
        get("Host: a\r\nHOST:\r\n"),
        get("Host: a b\r\n"),
        get("Host: a/b\r\n"),
        get("Host: a, b\r\n"),
        get("Host: a@b\r\n"),
        get("Host: a%20b\r\n"),
        get("Host: %00\r\n"),
        "GET /login HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        // §5.2: folded lines
        get("Host: a\r\nX-A: b\r\n c\r\n"),
        get("Host: a\r\nX-A: b\r\n\tc\r\n"),
        get("Host: a\r\nX-A:\r\n b\r\n"),
        get("Host: a\r\n b\r\n"),
        get("Host: a\r\n \r\nX-A: b\r\n"),
        get(" Host: a\r\n"),
        get("\tX-A: b\r\nHost: a\r\n"),
        post("Content-Length:\r\n 3\r\n", "a=b"),
        post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"),
        // §5.1: blanks before the colon, and names that are none
        get("Host : a\r\n"),
        get("Host: a\r\nX-A : b\r\n"),
        get("Host: a\r\nX A: b\r\n"),
        get("Host: a\r\nX-A\u000b: b\r\n"),
        get("Host: a\r\n: b\r\n"),
        get("Host: a\r\nX-A\r\n"),
        post("Content-Length : 3\r\n", "a=b"),
        post("Content-Length\t: 3\r\n", "a=b"),
        post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        // §6.3: lengths that are none, or several
        post("Content-Length: 3\r\nContent-Length: 4\r\n", "a=b"),
        post("Content-Length: 3\r\nContent-Length: 3\r\n", "a=b"),
        post("Content-Length: 3, 3\r\n", "a=b"),
        post("Content-Length: 3, 4\r\n", "a=b"),
        post("Content-Length: +3\r\n", "a=b"),
        post("Content-Length: -3\r\n", "a=b"),
        post("Content-Length: 0x3\r\n", "a=b"),
        post("Content-Length: 3 \u000b\r\n", "a=b"),
        post("Content-Length: 3a\r\n", "a=b"),
        post("Content-Length:\r\n", "a=b"),
        post("Content-Length: 99999999999999999999\r\n", "a=b"),
        // §6.1: a length and chunks, or a coding that is not chunked at last
        post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: identity\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        "POST /login HTTP/1.0\r\nHost: a\r\n" + FORM + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // A body that only this server would see: of a protocol before RFC 6455
        get("Host: a\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
            + "Sec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b\r\n"),
        // §2.2: lines that end otherwise
        "GET /login HTTP/1.1\nHost: a\n\n",
        get("Host: a\nX-A: b\r\n"),
        get("Host: a\r\nX-A: b\rX-B: c\r\n"),
        get("Host: a\r\nX-A: b\u0000c\r\n"),
        // §3: request lines that are none
        "GET  /login HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /login\r\nHost: a\r\n\r\n",
        "GET /login HTTP/1.1 x\r\nHost: a\r\n\r\n",
        " GET /login HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /log in HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  /** Refused, and the connection closed: nothing that comes behind it is read. */
  @ParameterizedTest
  @MethodSource("ambiguous")
  void areRefusedAndEndTheConnection(String request) throws IOException {
    String answer = answer(request + NEXT);

    assertThat(answer).startsWith("HTTP/1.").contains(" 400 Bad Request");
    assertThat(answer.split("HTTP/1\\.[01] ", -1)).as("one answer: %s", answer).hasSize(2);
    assertThat(answer).containsIgnoringCase("content-security-policy: default-src 'none'");
  }

  static List<String> broken() {
    return List.of(
        "x\r\n", "-1\r\n", "1;\nGET / HTTP/1.1\r\n\r\n", "1 x\r\na\r\n", "1\r\nab\r\n", "100000000\r\n", "\r\n");
  }

  /** A body whose chunks are none ends the connection: nobody knows where it would end. */
  @ParameterizedTest
  @MethodSource("broken")
  void chunksThatAreNoneEndTheConnection(String chunks) throws IOException {
    String answer = answer(post("Transfer-Encoding: chunked\r\n", chunks + "\r\n0\r\n\r\n") + NEXT);

    assertThat(answer).doesNotContain(" 404 ").doesNotContain(" 303 ");
  }

  static List<String> plain() {
    return List.of(
        get("Host: a\r\n"),
        get("Host: a:8080\r\n"),
        get("Host: [::1]:8080\r\n"),
        get("Host:a\r\nX-A:b\r\nX-B: \t c \t\r\n"),
        get("Host: a\r\nX-A:\r\nX-B: b\r\n"),
        "GET /login HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        post("Content-Length: 3\r\n", "a=b"),
        // What looks like a folded header in a body is none.
        post("Content-Length: 12\r\n", "a=b\r\n c\r\n\td\n"),
        post("Transfer-Encoding: chunked\r\n", "5\r\na\r\n b\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("plain")
  void othersAreAnsweredOneAfterAnother(String request) throws IOException {
    String answer = answer(request + NEXT);

    assertThat(answer).contains(" 404 Not Found").doesNotContain(" 400 Bad Request");
  }

  /** However its bytes come: a line may end in one packet and go on in the next. */
  @Test
  void aFoldedLineIsSeenBytewise() throws Exception {
    try (Socket socket = new Socket("localhost", site.url.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      try {
        for (byte one : (get("Host: a\r\nX-A: b\r\n c\r\n") + NEXT).getBytes(ISO_8859_1)) {
          socket.getOutputStream().write(one);
          socket.getOutputStream().flush();
          Thread.onSpinWait();
        }
      } catch (SocketException e) {
        // The connection is closed as soon as the fold is seen, maybe before the rest is sent.
      }
      byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 400 Bad Request".length());
      assertThat(new String(answer, ISO_8859_1)).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }

  private static String answer(String sent) throws IOException {
    try (Socket socket = new Socket("localhost", site.url.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
