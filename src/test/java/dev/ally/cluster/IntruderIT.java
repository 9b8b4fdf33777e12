package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.ClusterSettings;
import dev.ally.contract.FindSession;
import dev.ally.contract.Here;
import dev.ally.contract.Role;
import dev.ally.contract.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.harness.AllyProcess;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at the doors of a cluster: without a certificate, with a foreign one, and with that of web. */
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
    SSLContext nobody = context(Optional.empty());
    for (Fleet.Node node : fleet.nodes) {
      assertRefused(node.clusterPort(), nobody);
      assertRefused(node.busPort(), nobody);
      awaitLine(node, "failed accepting connection");
    }
  }

  @Test
  void withAForeignCertificateNobodyGetsThroughADoor() throws Exception {
    SSLContext stranger = context(Optional.of(credentials(foreign.resolve("cluster"), Role.ACCOUNT)));
    for (Fleet.Node node : fleet.nodes) {
      assertRefused(node.clusterPort(), stranger);
      assertRefused(node.busPort(), stranger);
      awaitLine(node, "Refused at the cluster: the certificate of CN=account");
    }
  }

  @Test
  void aNodeOfAForeignClusterStaysAloneAndIsNeverReady() throws Exception {
    Fleet.Node stranger = fleet.stranger(Role.WEB);
    try (AllyProcess process = stranger.settings(foreign.resolve("cluster/web")).start("serve", "--verticles", "web")) {
      process.awaitReady();
      process.await(() -> !process.isReady());
      assertThat(process.getManagement("/health/ready").body()).contains("account is reachable", "nobody serves account");
    }
  }

  @Test
  void withTheCertificateOfWebTheBusOfTotpIsClosed() throws Exception {
    SSLContext web = context(Optional.of(credentials(directory.resolve("cluster"), Role.WEB)));
    assertRefused(fleet.of(Role.TOTP).get(0).busPort(), web);
    assertRefused(fleet.of(Role.WEB).get(0).busPort(), web);
    assertThat(speaks(fleet.of(Role.ACCOUNT).get(0).busPort(), web)).isTrue();
  }

  @Test
  void aDirectoryOfAnotherRoleIsRefused() throws Exception {
    Fleet.Node account = fleet.stranger(Role.ACCOUNT);
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
      for (String address : List.of(Here.ACCOUNT.address(), FindSession.OPERATION.address())) {
        MessageConsumer<Buffer> forger = intruder.vertx().eventBus().consumer(address + "@" + intruder.self());
        forger.handler(message -> {
          heard.add(message.body());
          message.reply(Buffer.buffer(new JsonObject().putNull("person").encode()));
        });
        answer(forger.completion());
      }
      People.Person person = People.make(fleet, 1).get(0);
      Browser browser = new Browser(() -> fleet.of(Role.WEB).get(0));
      browser.logIn(person, Instant.now());
      for (int i = 0; i < 20; i++) {
        assertThat(browser.isSignedIn()).as("asked of somebody who is no account").isTrue();
      }
      assertThat(heard).isEmpty();

      String totp = intruder.members().stream().filter(node -> Role.isOf(node, Role.TOTP)).findFirst().orElseThrow();
      assertThatThrownBy(() -> answer(intruder.vertx().eventBus().request(
          VerifyCode.OPERATION.address() + "@" + totp, Buffer.buffer("{\"code\":\"123456\"}"),
          new DeliveryOptions().setSendTimeout(1_500))));
      VerifyCode question = new VerifyCode(UUID.randomUUID(), UUID.randomUUID(), Secret.of("123456"));
      assertThatThrownBy(() -> answer(VerifyCode.OPERATION.ask(intruder.bus(), question)));
    }
  }

  /** It is a member: account answers it. */
  private static void awaitAnswer(Cluster intruder) {
    fleet.nodes.get(0).process().await(() -> intruder.bus().reaches(Here.ACCOUNT).succeeded());
  }

  private static Cluster join(Role role) throws IOException {
    ClusterSettings settings = new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", fleet.firstPort()))),
        "127.0.0.1", fleet.firstPort() + 7, 0, Optional.empty(), fleet.keysOf(role));
    return Cluster.join(settings, Set.of(role), Optional.empty(), new VertxOptions(), Clock.systemUTC(), RANDOM);
  }

  private static Credentials credentials(Path cluster, Role role) {
    return Credentials.read(cluster.resolve(role.text()), EnumSet.of(role), Clock.systemUTC());
  }

  /** Believes every server: the intruder wants in. */
  private static SSLContext context(Optional<Credentials> shown) throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore none = KeyStore.getInstance("PKCS12");
    none.load(null, Credentials.NO_PASSWORD);
    keys.init(shown.map(Credentials::own).orElse(none), Credentials.NO_PASSWORD);
    context.init(keys.getKeyManagers(), new TrustManager[] {new Credulous()}, RANDOM);
    return context;
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void assertRefused(int port, SSLContext context) throws IOException {
    assertThat(speaks(port, context)).as("port " + port).isFalse();
  }

  /** Whether the connection stays open after the handshake: TLS 1.3 tells a client afterwards that it is refused. */
  private static boolean speaks(int port, SSLContext context) throws IOException {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
      socket.setSoTimeout(3_000);
      socket.startHandshake();
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static void awaitLine(Fleet.Node node, String part) {
    node.process().await(() -> node.process().out().contains(part));
  }
}
