package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jgroups.JChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UntrustedClients at the port where nodes join. */
class ClusterDoorTest {
  private static final int PATIENCE_MILLIS = (int) ClusterDoor.LIMIT.plusSeconds(10).toMillis();
  /** A TLS record that begins a handshake, and some of the 512 bytes that it is said to have. */
  private static final byte[] HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  @TempDir static Path directory;
  private static Channels channels;
  private static JChannel node;
  private static int port;

  private UntrustedClients untrusted;
  private final ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();

  @BeforeAll
  static void start() throws Exception {
    channels = Channels.in(directory);
    port = Ports.inARow(1);
    node = channels.join(port, port);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void come() {
    untrusted = new UntrustedClients(port, PATIENCE_MILLIS);
  }

  @AfterEach
  void goAway() throws IOException {
    trickle.shutdownNow();
    untrusted.close();
  }

  /** Begins a handshake a byte at a time, each before anybody who waits for the next gives up. */
  private Socket trickle() throws IOException {
    Socket socket = untrusted.connect();
    int[] sent = {0};
    trickle.scheduleAtFixedRate(() -> {
      try {
        socket.getOutputStream().write(HELLO[sent[0]++]);
      } catch (IOException shut) {
        throw new IllegalStateException(shut);
      }
    }, 0, 500, TimeUnit.MILLISECONDS);
    return socket;
  }

  private static boolean isShut(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return e instanceof SocketException;
    }
  }

  @Test
  void aNodeJoinsWhileOthersTrickle() throws Exception {
    for (int i = 0; i < 3; i++) {
      trickle();
    }
    try (JChannel other = channels.join(Ports.inARow(1), port)) {
      assertThat(other.getView().size()).isEqualTo(2);
    }
  }

  @Test
  void aNodeJoinsThoughMoreTrickleThanThereIsRoomFor() throws Exception {
    for (int i = 0; i < 2 * ClusterDoor.MOST; i++) {
      trickle();
    }
    try (JChannel other = channels.join(Ports.inARow(1), port)) {
      assertThat(other.getView().size()).isEqualTo(2);
    }
  }

  @Test
  void whoTricklesIsShutOutInTime() throws Exception {
    long begun = System.nanoTime();
    assertThat(isShut(trickle())).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(ClusterDoor.LIMIT.minusMillis(200), ClusterDoor.LIMIT.plusSeconds(2));
  }

  @Test
  void aFloodWritesALineASecond() throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      Socket socket = untrusted.connect();
      socket.getOutputStream().write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      assertThat(isShut(socket)).isTrue();
    }
    long longest = begun + Duration.ofSeconds(10).toNanos();
    while (lines("at the cluster, the last from /127.0.0.1:").isEmpty() && System.nanoTime() < longest) {
      Thread.onSpinWait();
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    assertThat(lines("at the cluster, the last from /127.0.0.1:")).hasSizeBetween(1, (int) seconds + 3);
    assertThat(lines("failed accepting")).isEmpty();
  }

  /** As a node does that is stopped while it connects. */
  @Test
  void whoGivesUpDuringTheHandshakeIsNotRefused() throws Exception {
    String alone = "Refused 1 connection";
    // Until all who came to other tests have been refused.
    for (int tried = 0; tried < 10 && !awaitLine(refused()).contains(alone); tried++) {
      assertThat(tried).isLessThan(9);
    }
    giveUpDuringTheHandshake();
    assertThat(awaitLine(refused())).contains(alone);
    assertThat(awaitLine(refused())).as("not counted later either").contains(alone);
  }

  private void giveUpDuringTheHandshake() throws Exception {
    Socket socket = untrusted.connect();
    SSLEngine tls = SSLContext.getDefault().createSSLEngine();
    tls.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(tls.getSession().getPacketBufferSize());
    tls.wrap(ByteBuffer.allocate(0), hello);
    socket.getOutputStream().write(hello.array(), 0, hello.position());
    assertThat(socket.getInputStream().read()).as("the record type of the server's hello").isEqualTo(HELLO[0]);
    // RFC 8446 section 6: an alert, of level warning, that the user has cancelled.
    socket.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 1, 90});
    assertThat(isShut(socket)).isTrue();
  }

  /** The local port of a connection that is refused. */
  private int refused() throws IOException {
    Socket socket = untrusted.connect();
    socket.getOutputStream().write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
    assertThat(isShut(socket)).isTrue();
    return socket.getLocalPort();
  }

  private String awaitLine(int localPort) {
    String part = "the last from /127.0.0.1:" + localPort;
    long longest = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (lines(part).isEmpty() && System.nanoTime() < longest) {
      Thread.onSpinWait();
    }
    assertThat(lines(part)).hasSize(1);
    return lines(part).get(0);
  }

  private List<String> lines(String part) {
    return untrusted.lines().stream().filter(line -> line.contains(part)).toList();
  }
}
