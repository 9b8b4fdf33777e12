package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Greeting;
import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An intruder at the doors of a cluster: without a certificate, with a foreign one, and with that of web. */
class IntruderIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir static Path directory;
  @TempDir static Path foreign;
  private static Fleet fleet;

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).start(1, 1, 1);
    new Authority(Clock.systemUTC(), RANDOM).init(foreign.resolve("cluster"));
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void withoutACertificateNobodyGetsThroughADoor() throws Exception {
    for (Fleet.Node node : fleet.nodes) {
      assertRefused(node, Intruder.withoutACertificate(), "Empty client certificate chain");
    }
  }

  @Test
  void withoutTlsNobodyGetsThroughADoor() throws Exception {
    for (Fleet.Node node : fleet.nodes) {
      assertRefused(node, Intruder.withoutTls(), "that is not TLS");
      assertThat(node.process().out())
          .doesNotContain(Intruder.WORD, HexFormat.of().formatHex(Intruder.WORD.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  @Test
  void withAForeignCertificateNobodyGetsThroughADoor() throws Exception {
    Intruder untrusted = Intruder.with(credentials(foreign.resolve("cluster"), Role.ACCOUNT));
    for (Fleet.Node node : fleet.nodes) {
      assertRefused(node, untrusted, "PKIX path");
      awaitLine(node, "certificate(s) at the cluster, the last of CN=account: ", "PKIX path");
    }
  }

  @Test
  void whoOnlyLooksWhetherTheBusIsThereIsNotCalledRefused() throws Exception {
    Fleet.Node node = fleet.of(Role.TOTP).get(0);
    for (int i = 0; i < 3; i++) {
      new Socket("127.0.0.1", node.busPort()).close();
    }
    String refused = refusedByTheBus(assertShut(node.busPort(), Intruder.withoutTls()));
    awaitLine(node, refused);
    assertThat(node.process().out()).contains("Refused 1 connection(s) at the bus, " + refused);
  }

  @Test
  void whoDoesNotTrustTheBusIsNamedToo() throws Exception {
    Fleet.Node node = fleet.of(Role.TOTP).get(0);
    awaitLine(node, refusedByTheBus(assertShut(node.busPort(), Intruder.withoutTrust())), "Received fatal alert");
  }

  @Test
  void aNodeOfAForeignClusterStaysAloneAndIsNeverReady() throws Exception {
    Fleet.Node another = fleet.another(Role.WEB);
    try (AllyProcess process = another.settings(foreign.resolve("cluster/web")).start("serve", "--verticles", "web")) {
      process.awaitLive().await(() -> process.out().contains("the first in the cluster"));
      process.await(() -> health(process).contains("no node serves account"));
      assertThat(process.isReady()).isFalse();
      assertThat(process.out()).doesNotContain("Ally is ready", "has joined the cluster", "in the cluster with");
    }
  }

  private static String health(AllyProcess process) {
    try {
      return process.getManagement("/health/ready").body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withTheCertificateOfWebTheBusOfTotpIsClosed() throws Exception {
    Intruder web = Intruder.with(credentials(directory.resolve("cluster"), Role.WEB));
    for (Role role : List.of(Role.TOTP, Role.WEB)) {
      Fleet.Node node = fleet.of(role).get(0);
      awaitLine(node, refusedByTheBus(assertShut(node.busPort(), web)), "PKIX path");
    }
    assertThat(web.knock(fleet.of(Role.ACCOUNT).get(0).busPort()).isOpen()).isTrue();
  }

  @Test
  void aDirectoryOfAnotherRoleIsRefused() throws Exception {
    Fleet.Node account = fleet.another(Role.ACCOUNT);
    try (AllyProcess process = account.settings(fleet.keysOf(Role.WEB)).start("serve", "--verticles", "account")) {
      assertThat(process.exit()).isEqualTo(1);
      assertThat(process.err()).contains("is web's, not account's");
    }
  }

  @Test
  void aMemberWithTheCertificateOfWebReadsNothingAndIsNotBelieved() throws Exception {
    List<Buffer> heard = new CopyOnWriteArrayList<>();
    try (Cluster intruder = join(Role.WEB)) {
      awaitAnswer(intruder);
      for (String address : List.of(Greeting.ACCOUNT.address(), FindSession.OPERATION.address())) {
        MessageConsumer<Buffer> forger =
            intruder.vertx().eventBus().consumer(address + "@" + nodes(intruder).getNodeId());
        forger.handler(message -> {
          heard.add(message.body());
          message.reply(Buffer.buffer(new JsonObject().putNull("person").encode()));
        });
        answer(forger.completion());
      }
      SimulatedUser user = EnrolledUsers.make(fleet, 1).get(0);
      user.logInWithCode();
      for (int i = 0; i < 20; i++) {
        assertThat(user.isSignedIn()).as("the answer of a node that is no account node").isTrue();
      }
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aMemberWithTheCertificateOfWebAsksNothingOfTotpAndNothingUnsealed() throws Exception {
    try (Cluster intruder = join(Role.WEB)) {
      awaitAnswer(intruder);
      Fleet.Node totp = fleet.of(Role.TOTP).get(0);
      String before = totp.process().out();
      assertThatThrownBy(() -> answer(intruder.vertx().eventBus().request(
          VerifyCode.OPERATION.address() + "@" + idOf(Role.TOTP, intruder), Buffer.buffer("{\"code\":\"123456\"}"),
          new DeliveryOptions().setSendTimeout(1_500))));
      totp.process().await(() -> totp.process().out().substring(before.length())
          .contains("Refused 1 connection(s) at the bus, the last from /127.0.0.1:"));

      VerifyCode question = new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("123456"));
      assertThatThrownBy(() -> answer(VerifyCode.OPERATION.ask(intruder.bus(), question)));

      String unsealed = FindSession.OPERATION.address() + "@" + idOf(Role.ACCOUNT, intruder);
      assertThatThrownBy(() -> answer(intruder.vertx().eventBus().request(
          unsealed, Buffer.buffer("{}"), new DeliveryOptions().setSendTimeout(1_500))));
      awaitLine(fleet.of(Role.ACCOUNT).get(0), "question(s) at " + unsealed + ", by a member of the cluster: it has another version");
    }
  }

  /** The stub of a registry, of Java's own classes, connects to that registry when it is deserialised. */
  @Test
  void aMemberWithTheCertificateOfWebHasNothingDeserialised() throws Exception {
    ClusterSettings settings = settings(Role.WEB);
    try (JChannel member = Stack.channel(settings, credentials(directory.resolve("cluster"), Role.WEB), "web-foreign");
        ServerSocket lure = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      member.connect("ally");
      fleet.nodes.get(0).process().await(() -> member.view().size() > fleet.nodes.size());
      Fleet.Node totp = fleet.of(Role.TOTP).get(0);
      Registry registry = LocateRegistry.getRegistry("127.0.0.1", lure.getLocalPort());
      for (Address node : member.view().getMembers()) {
        if (!node.equals(member.getAddress())) {
          member.send(new ObjectMessage(node, (Object) registry).setFlag(Message.Flag.NO_RELIABILITY));
        }
      }
      CompletableFuture<Socket> connected = CompletableFuture.supplyAsync(() -> accept(lure));
      totp.process().await(() -> connected.isDone() || totp.process().out().contains("a serialised object"));
      assertThat(connected).isNotDone();
    }
  }

  private static Socket accept(ServerSocket lure) {
    try {
      return lure.accept();
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  private static ClusterManager nodes(Cluster cluster) {
    return ((VertxInternal) cluster.vertx()).clusterManager();
  }

  private static String idOf(Role role, Cluster seen) {
    return nodes(seen).getNodes().stream().filter(node -> Role.isOf(node, role)).findFirst().orElseThrow();
  }

  /** It is a member: account answers it. */
  private static void awaitAnswer(Cluster intruder) {
    fleet.nodes.get(0).process().await(() -> intruder.bus().reaches(Greeting.ACCOUNT).succeeded());
  }

  private static ClusterSettings settings(Role role) throws IOException {
    return new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", fleet.firstPort()))),
        "127.0.0.1", fleet.firstPort() + 7, 0, Optional.empty(), fleet.keysOf(role));
  }

  private static Cluster join(Role role) throws IOException {
    return Cluster.join(settings(role), Set.of(role), Optional.empty(), new VertxOptions(), Clock.systemUTC(), RANDOM);
  }

  private static Credentials credentials(Path cluster, Role role) {
    return Credentials.read(cluster.resolve(role.text()), EnumSet.of(role), Clock.systemUTC());
  }

  /** At the doors that a connection comes to; each says so. */
  private static void assertRefused(Fleet.Node node, Intruder intruder, String reasonAtTheBus) throws IOException {
    awaitLine(node, refusedByTheCluster(assertShut(node.clusterPort(), intruder)));
    awaitLine(node, refusedByTheBus(assertShut(node.busPort(), intruder)), reasonAtTheBus);
  }

  /** Returns the intruder's own port. */
  private static int assertShut(int port, Intruder intruder) throws IOException {
    Intruder.Knock knock = intruder.knock(port);
    assertThat(knock.isOpen()).as("port " + port).isFalse();
    return knock.from();
  }

  private static String refusedByTheCluster(int from) {
    return "connection(s) at the cluster, the last from /127.0.0.1:" + from + ": ";
  }

  private static String refusedByTheBus(int from) {
    return "the last from /127.0.0.1:" + from + ": ";
  }

  private static void awaitLine(Fleet.Node node, String... parts) {
    node.process().await(
        () -> node.process().out().lines().anyMatch(line -> Stream.of(parts).allMatch(line::contains)));
  }
}
