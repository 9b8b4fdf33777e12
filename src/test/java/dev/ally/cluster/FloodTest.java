package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import dev.ally.config.Settings.Listen;
import dev.ally.harness.Ports;
import dev.ally.management.ManagementVerticle;
import dev.ally.management.Metrics;
import dev.ally.management.Readiness;
import dev.ally.web.Site;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What untrusted clients write into the log, by anything that they send to any port. */
class FloodTest {
  private static final int TIMES = 300;
  private static final int PIPELINED = 3_000;
  /** Less than a short line for each connection would be; nothing that is sent here makes more than a line a second. */
  private static final long MOST_BYTES = 10_000;

  @TempDir static Path directory;
  private static Vertx vertx;
  private static Site site;
  private static ManagementVerticle management;
  private static Cluster node;
  private static int clusterPort;
  private static int busPort;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    site = Site.open();
    management = new ManagementVerticle(new Listen("localhost", 0), new Readiness(), new Metrics());
    answer(vertx.deployVerticle(management));
    new Authority(Clock.systemUTC(), new SecureRandom()).init(directory.resolve("cluster"));
    clusterPort = Ports.inARow(1);
    busPort = Ports.free();
    ClusterSettings settings = new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", clusterPort))),
        "127.0.0.1", clusterPort, busPort, Optional.empty(), directory.resolve("cluster").resolve("totp"));
    node = Cluster.join(
        settings, Set.of(Role.TOTP), Optional.empty(), new VertxOptions(), Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    site.close();
    answer(vertx.close());
  }

  private record Flood(String name, String sent, int connections) {}

  private static String pipelined(String request) {
    return request.repeat(PIPELINED) + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  private static List<Flood> floods() {
    String get = "GET / HTTP/1.1\r\nHost: a\r\n";
    String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    return List.of(
        new Flood("pipelined upgrades to a WebSocket", pipelined(get + upgrade), 1),
        new Flood("pipelined requests", pipelined(get + "\r\n"), 1),
        new Flood("pipelined upgrades to HTTP/2", pipelined(
            get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"), 1),
        new Flood("an upgrade to a WebSocket with odd extensions", get + upgrade.replace("permessage-deflate",
            "permessage-deflate; server_max_window_bits=x, x-webkit-deflate-frame; =;;"), TIMES),
        new Flood("no request line", "nonsense\r\n\r\n", TIMES),
        new Flood("another version", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", TIMES),
        new Flood("an odd method", "G\u0000T / HTTP/1.1\r\nHost: a\r\n\r\n", TIMES),
        new Flood("a header without a colon", get + "Bad Header\r\n\r\n", TIMES),
        new Flood("control characters in a header", get + "X: \u0001\u0000\r\n\r\n", TIMES),
        new Flood("a long address", "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", TIMES),
        new Flood("a long header", get + "X: " + "a".repeat(40_000) + "\r\n\r\n", TIMES),
        new Flood("many headers", get + "X: a\r\n".repeat(8_000) + "\r\n", TIMES),
        new Flood("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", TIMES),
        new Flood("two lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", TIMES),
        new Flood("a bad chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", TIMES),
        new Flood("an address that is none", "GET %%%zz\\^ HTTP/1.1\r\nHost: a b\r\n\r\n", TIMES),
        new Flood("no host", "GET / HTTP/1.1\r\n\r\n", TIMES),
        new Flood("TLS",
            "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003" + "\u0007".repeat(154), TIMES),
        new Flood("damaged TLS", "\u0016\u0003\u0003\u0000\u0005\u0001\u00ff\u00ff\u00ff\u00ff", TIMES),
        new Flood("HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000", TIMES),
        new Flood("nothing but zeros", "\u0000".repeat(500), TIMES),
        new Flood("what ends in the middle", "GET / HT", TIMES));
  }

  @TestFactory
  List<DynamicTest> writesLittleIntoTheLog() {
    List<DynamicTest> all = new ArrayList<>();
    for (Flood flood : floods()) {
      all.add(test("the pages", site.url.getPort(), flood));
      all.add(test("health and metrics", management.port(), flood));
      if (flood.connections() > 1) {
        all.add(test("the cluster", clusterPort, flood));
        all.add(test("failure detection", clusterPort + ClusterSettings.FAILURE_DETECTION_OFFSET, flood));
        all.add(test("the bus", busPort, flood));
      }
    }
    return all;
  }

  private static DynamicTest test(String where, int port, Flood flood) {
    return DynamicTest.dynamicTest(flood.name() + " at " + where, () -> {
      byte[] sent = flood.sent().getBytes(ISO_8859_1);
      assertThat(written(() -> {
        for (int i = 0; i < flood.connections(); i++) {
          send(port, sent);
        }
      })).isLessThan(MOST_BYTES);
    });
  }

  /** Reads all answers, and returns when the other side has closed the connection. */
  private static void send(int port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
        try {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
        } catch (IOException closedBefore) {
          // As it may be.
        }
      });
      try {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (SocketTimeoutException open) {
        throw new AssertionError("the connection was not closed", open);
      } catch (SocketException reset) {
        // Closed with something unread.
      }
      writing.join();
    }
  }

  private interface Sending {
    void run() throws IOException;
  }

  /** How many bytes the log grew by. */
  private static long written(Sending sending) throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender("stdout");
    OutputStream before = appender.getOutputStream();
    AtomicLong written = new AtomicLong();
    appender.setOutputStream(new OutputStream() {
      @Override
      public void write(int one) {
        written.incrementAndGet();
      }

      @Override
      public void write(byte[] some, int offset, int length) {
        written.addAndGet(length);
      }
    });
    try {
      sending.run();
    } finally {
      appender.setOutputStream(before);
    }
    return written.get();
  }
}
