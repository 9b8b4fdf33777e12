package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ally.config.ClusterSettings;
import dev.ally.harness.Ports;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jgroups.EmptyMessage;
import org.jgroups.Header;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Version;
import org.jgroups.View;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.NameCache;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** UntrustedClients at the port of failure detection. */
class DetectionTest {
  private static final short FD_SOCK2_ID = ClassConfigurator.getProtocolId(FD_SOCK2.class);
  private static final int PATIENCE_MILLIS = 3_000;

  @TempDir static Path directory;
  private static Channels channels;
  private static JChannel node;
  private static int port;

  private UntrustedClients untrusted;

  @BeforeAll
  static void start() throws Exception {
    channels = Channels.in(directory);
    int first = Ports.inARow(1);
    port = first + ClusterSettings.FAILURE_DETECTION_OFFSET;
    node = channels.join(first, first);
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
    untrusted.close();
  }

  /** Says at once what a node says first of all: its own address. */
  private Socket greet(int from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    IpAddress address = new IpAddress(InetAddress.getLoopbackAddress(), from);
    out.write(Connection.cookie);
    out.writeShort(Version.version);
    out.writeShort(address.serializedSize());
    address.writeTo(out);
    Socket socket = untrusted.connect();
    socket.getOutputStream().write(bytes.toByteArray());
    return socket;
  }

  private static void say(Socket socket, Header header) throws Exception {
    Message message = new EmptyMessage().setSrc(UUID.randomUUID()).putHeader(FD_SOCK2_ID, header);
    byte[] bytes = FD_SOCK2.messageToBuffer(message).getBytes();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static boolean isShut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** A refusal is said at once, or a second later. */
  private void awaitRefusal(String... parts) {
    await(() -> untrusted.lines().stream()
        .anyMatch(line -> Stream.concat(Stream.of("at failure detection"), Stream.of(parts)).allMatch(line::contains)));
  }

  private static void await(BooleanSupplier so) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!so.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(so.getAsBoolean()).isTrue();
  }

  @Test
  void whoSaysThatALongMessageFollowsIsNotMadeRoomFor() throws Exception {
    Socket socket = greet(1);
    new DataOutputStream(socket.getOutputStream()).writeInt(100_000_000);
    assertThat(isShut(socket)).isTrue();
    awaitRefusal(":" + socket.getLocalPort(), "the length of a message");
  }

  @Test
  void aNodeIsAnswered() throws Exception {
    Socket socket = greet(2);
    say(socket, new FD_SOCK2.FdHeader(FD_SOCK2.FdHeader.CONNECT).serverAddress(node.getAddress()));
    assertThat(socket.getInputStream().read()).isZero();
  }

  /** A full machine learns who has come before it learns its name. */
  @Test
  void aMemberIsToldOfByItsName() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger members = (Logger) LoggerFactory.getLogger(Members.class);
    members.addAppender(log);
    try {
      Detection detection = node.getProtocolStack().findProtocol(Detection.class);
      UUID unnamed = UUID.randomUUID();
      detection.handleView(View.create(node.getAddress(), 100, node.getAddress(), unnamed));
      assertThat(log.list).isEmpty();
      NameCache.add(unnamed, "web-1");
      await(() -> !log.list.isEmpty());
      assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("web-1 has joined the cluster");
    } finally {
      members.detachAppender(log);
    }
  }

  @Test
  void headersOfOtherProtocolsAreNotBuilt() throws Exception {
    ClassConfigurator.add(Telltale.MAGIC, Telltale.class);
    Socket socket = greet(3);
    say(socket, new Telltale());
    assertThat(isShut(socket)).isTrue();
    assertThat(Telltale.READ).hasValue(0);
    awaitRefusal(":" + socket.getLocalPort(), "that is not a message of failure detection");
  }

  @Test
  void aFloodWritesALineASecondAndNoStackTraces() throws Exception {
    Instant begun = Instant.now();
    for (int i = 0; i < 200; i++) {
      Socket socket = untrusted.connect();
      socket.getOutputStream().write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      assertThat(isShut(socket)).isTrue();
    }
    long seconds = Duration.between(begun, Instant.now()).toSeconds();
    awaitRefusal("cookie");
    assertThat(untrusted.said()).hasSizeLessThanOrEqualTo((int) seconds + 3)
        .allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void whoSaysNothingMakesRoomForNodes() throws Exception {
    for (int i = 0; i < 3 * DetectionPort.MOST; i++) {
      untrusted.connect();
    }
    Socket socket = greet(4);
    say(socket, new FD_SOCK2.FdHeader(FD_SOCK2.FdHeader.CONNECT).serverAddress(node.getAddress()));
    assertThat(socket.getInputStream().read()).isZero();
    assertThat(isShut(untrusted.first())).isTrue();
  }

  @Test
  void thereAreSoManyPlacesAndNoMore() throws Exception {
    for (int i = 0; i < DetectionPort.MOST; i++) {
      Socket socket = greet(1_000 + i);
      say(socket, new FD_SOCK2.FdHeader(FD_SOCK2.FdHeader.CONNECT).serverAddress(node.getAddress()));
      assertThat(socket.getInputStream().read()).isZero();
    }
    Socket oneMore = greet(5);
    assertThat(isShut(oneMore)).isTrue();
    awaitRefusal(":" + oneMore.getLocalPort(), "there are 64 already");
  }

  @Test
  void nodesWatchEachOther() throws Exception {
    int second = Ports.inARow(1);
    try (JChannel other = channels.join(second, port - ClusterSettings.FAILURE_DETECTION_OFFSET)) {
      for (JChannel each : List.of(node, other)) {
        FD_SOCK2 detection = each.getProtocolStack().findProtocol(FD_SOCK2.class);
        await(() -> detection.getClientState().equals("CONNECTED"));
      }
    }
  }

  /** Tells whether it was read. */
  public static final class Telltale extends Header {
    private static final short MAGIC = 2_000;
    private static final AtomicInteger READ = new AtomicInteger();

    @Override
    public short getMagicId() {
      return MAGIC;
    }

    @Override
    public Supplier<? extends Header> create() {
      return Telltale::new;
    }

    @Override
    public int serializedSize() {
      return 0;
    }

    @Override
    public void writeTo(DataOutput out) {}

    @Override
    public void readFrom(DataInput in) {
      READ.incrementAndGet();
    }
  }
}
