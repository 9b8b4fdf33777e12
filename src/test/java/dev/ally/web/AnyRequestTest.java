package dev.ally.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.harness.EventLoops;
import dev.ally.harness.Heard;
import dev.ally.web.exchange.Field;
import dev.ally.web.guard.FormToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is sent to the pages, they know an answer: a client's nonsense is no defect of the server, keeps none of its
 * event loops busy, and writes nothing into its log.
 */
class AnyRequestTest {
  private static final String VISITOR = "v".repeat(43);
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
  private static final List<String> PATHS =
      Stream.concat(Addresses.all().stream(), Stream.of("/static/", "/nowhere")).toList();
  private static final List<String> FIELDS =
      Stream.concat(Arrays.stream(Field.values()).map(Field::id), Stream.of("x")).toList();

  private static Site site;
  private static String session;
  private static Heard log;

  @BeforeContainer
  static void open() throws IOException {
    site = Site.open();
    session = site.account.linkingSession(0);
    site.account.pendingLogins.put("p".repeat(43), site.account.ada);
    PATHS.forEach(site.browser()::get);
    // A server warns once of a proxy that is not listed.
    answer(new Sent("GET", "/", Map.of("X-Forwarded-For", "192.0.2.1"), "").bytes(), false);
    log = new Heard();
  }

  @AfterContainer
  static void close() {
    log.close();
    site.close();
  }

  private record Sent(String method, String target, Map<String, String> headers, String body) {
    byte[] bytes() {
      StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
      headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
      request.append("Content-Length: ").append(body.length()).append("\r\nConnection: close\r\n\r\n").append(body);
      return request.toString().getBytes(ISO_8859_1);
    }
  }

  /** Bytes that mean something somewhere, none of which ends a line. */
  private static Arbitrary<String> soup() {
    return Arbitraries.strings()
        .withChars("ab01=&%+;,/\\.:\"'<>{}[]()?#@*-_~|^`$!\t\u0000\u0001\u007f\u0080\u00c3\u00a9\u00ff").ofMaxLength(40);
  }

  private static Arbitrary<String> targets() {
    Arbitrary<String> odd = soup().map(text -> text.replaceAll("[\\s#]", "x"));
    return Combinators.combine(Arbitraries.of(PATHS), odd, Arbitraries.of("", "?", "?next=", "/", "?key=", "%"))
        .as((path, tail, between) -> path + between + (between.isEmpty() ? "" : tail));
  }

  private static Arbitrary<String> cookies() {
    return Arbitraries.of(
            "ally_session=" + "s".repeat(43), "ally_session=SESSION", "ally_pending=" + "p".repeat(43),
            "ally_visitor=" + VISITOR, "ally_browser=", "ally_flash=ACTIVATED", "ally_flash=NONSENSE", "$Version=1",
            "=", "ally_session")
        .list().ofMaxSize(4).map(parts -> String.join("; ", parts));
  }

  private static Arbitrary<Map<String, String>> headers() {
    Arbitrary<String> names = Arbitraries.of(
        "Content-Type", "Origin", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "Accept",
        "If-None-Match", "Range", "Referer", "Accept-Encoding", "Authorization", "Expect", "Upgrade", "TE");
    Arbitrary<String> values = Arbitraries.oneOf(soup(), Arbitraries.of(
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "100-continue", "websocket", "h2c",
        "bytes=0-1", "*", "\"x\"", "http://localhost:8080", "gzip", "127.0.0.1, ::1"));
    return Combinators.combine(Arbitraries.maps(names, values).ofMaxSize(5), cookies(), Arbitraries.of(true, true, false))
        .as((some, cookie, form) -> {
          Map<String, String> all = new LinkedHashMap<>(some);
          all.put("Cookie", cookie.replace("SESSION", session));
          if (form) {
            all.put("Content-Type", "application/x-www-form-urlencoded");
            all.remove("Origin");
            all.remove("Sec-Fetch-Site");
          }
          return all;
        });
  }

  /** Forms, most of them with a token that is taken, so that what stands behind it is reached. */
  private static Arbitrary<String> bodies() {
    Arbitrary<String> token = Arbitraries.of(
        FormToken.make(Secret.of(VISITOR), Secret.of(VISITOR)),
        FormToken.make(Secret.of(VISITOR), Secret.of("p".repeat(43))),
        "SESSION", "", "x");
    Arbitrary<String> field = Combinators.combine(
        Arbitraries.of(FIELDS),
        Arbitraries.oneOf(soup(), Arbitraries.of("none", "authenticator", "123456", "/settings", "%F0%9F%94%91")))
        .as((name, value) -> name + "=" + value);
    return Combinators.combine(token, field.list().ofMaxSize(5), soup(), Arbitraries.of(true, true, true, false))
        .as((made, fields, anything, isForm) -> isForm
            ? "csrf=" + made.replace("SESSION", FormToken.make(Secret.of(VISITOR), Secret.of(session)))
                + "&" + String.join("&", fields)
            : anything);
  }

  @Provide
  Arbitrary<Sent> requests() {
    Arbitrary<String> methods = Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of("GET", "HEAD")),
        Tuple.of(5, Arbitraries.just("POST")),
        Tuple.of(1, Arbitraries.of("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "X")));
    return Combinators.combine(methods, targets(), headers(), bodies())
        .as((method, target, headers, body) -> new Sent(method, target, headers, body));
  }

  @Property
  void getsAnAnswerBelowFiveHundred(@ForAll("requests") Sent sent) throws IOException {
    String answer = answer(sent.bytes(), false);
    assertCostsLittle(sent.bytes(), false);
    var status = STATUS.matcher(answer.replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", ""));
    assertThat(status.find()).as("an answer: %s", answer).isTrue();
    assertThat(Integer.parseInt(status.group(1))).isLessThan(500);
    assertThat(answer).containsIgnoringCase("content-security-policy: default-src 'none'");
  }

  /** What is no HTTP at all gets an answer, or none; and the site serves on. */
  @Property(tries = 100)
  void servesOnWhateverBytesCome(@ForAll byte[] bytes) throws IOException {
    ByteArrayOutputStream nonsense = new ByteArrayOutputStream();
    nonsense.write(bytes);
    nonsense.write("\r\n\r\n".getBytes(ISO_8859_1));
    var status = STATUS.matcher(answer(nonsense.toByteArray(), true));
    assertCostsLittle(nonsense.toByteArray(), true);
    assertThat(!status.find() || Integer.parseInt(status.group(1)) < 500).isTrue();
    assertThat(site.browser().get("/login").statusCode()).isEqualTo(200);
  }

  private static void assertCostsLittle(byte[] request, boolean andNoMore) {
    assertThat(EventLoops.busyWith(() -> {
      try {
        answer(request, andNoMore);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    })).isLessThanOrEqualTo(EventLoops.LONGEST);
    assertThat(log.lines()).isEmpty();
  }

  private static String answer(byte[] request, boolean andNoMore) throws IOException {
    try (Socket socket = new Socket("localhost", site.url.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      if (andNoMore) {
        socket.shutdownOutput();
      }
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
