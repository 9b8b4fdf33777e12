package dev.ally.outgoing;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.harness.Heard;
import dev.ally.harness.TestAuthority;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OutgoingHttpTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static int post(boolean privateAllowed, String address) {
    return post(new OutgoingHttp(WATCHED.vertx(), privateAllowed, Duration.ofSeconds(2)), address);
  }

  private static int post(OutgoingHttp http, String address) {
    return answer(http.post(URI.create(address), Map.of(), Buffer.buffer("x")));
  }

  @Test
  void withoutTheOperatorsLeaveItGoesNeitherToPrivateAddressesNorByPlainHttp() {
    for (String address : new String[] {
      "https://127.0.0.1:1/", "https://[::1]:1/", "https://localhost:1/", "https://10.0.0.1/", "https://169.254.169.254/",
      "https://[::ffff:127.0.0.1]:1/"
    }) {
      assertThatThrownBy(() -> post(false, address)).as(address).hasMessageContaining("private address");
      OutgoingHttp strict = new OutgoingHttp(WATCHED.vertx(), false, Duration.ofSeconds(2));
      assertThatThrownBy(() -> answer(strict.check(URI.create(address)))).as(address)
          .hasMessageContaining("private address");
    }
    assertThatThrownBy(() -> post(false, "http://example.org/")).hasMessageContaining("not https");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> post(true, "http://127.0.0.1:" + silent.getLocalPort() + "/")).isNotNull();
      assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
    }
  }

  /** Each byte would begin a new wait, if only the time between two were bounded. */
  @Test
  void aServerThatAnswersByteByByteIsGivenUpAndItsConnectionClosed() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Boolean> closed = answering(slow, "HTTP/1.1 200 OK\r\nx-header: ", "a", 100);
      assertThatThrownBy(() -> post(true, "http://127.0.0.1:" + slow.getLocalPort() + "/")).isNotNull();
      assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anAnswerWithoutEndIsNotRead() throws Exception {
    try (ServerSocket endless = new ServerSocket(0, 10, InetAddress.getLoopbackAddress()); Heard heard = new Heard()) {
      CompletableFuture<Boolean> closed =
          answering(endless, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "4\r\nmore\r\n", 0);
      assertThat(post(true, "http://127.0.0.1:" + endless.getLocalPort() + "/")).isEqualTo(200);
      assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(heard.lines()).as("it is no error").isEmpty();
    }
  }

  /** Reads a request and answers it, and writes more until the connection is closed, which the future then says. */
  private static CompletableFuture<Boolean> answering(ServerSocket server, String begin, String more, int pauseMillis) {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket socket = server.accept()) {
        socket.getInputStream().read(new byte[1_000]);
        OutputStream out = socket.getOutputStream();
        out.write(begin.getBytes(StandardCharsets.US_ASCII));
        while (true) {
          out.write(more.getBytes(StandardCharsets.US_ASCII));
          out.flush();
          TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
      } catch (IOException e) {
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    });
  }

  @Test
  void aCertificateThatNobodyTrustsIsNoServer() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> post(true, "https://127.0.0.1:" + plain.getLocalPort() + "/")).isNotNull();
    }
  }

  /** The connection goes to the address that was looked up, and the certificate must be that of the name. */
  @Test
  void theCertificateMustBeOfTheNamedHost(@TempDir Path directory) {
    TestAuthority authority = new TestAuthority(directory, "authority");
    OutgoingHttp http = new OutgoingHttp(WATCHED.vertx(), true, Duration.ofSeconds(10), new HttpClientOptions()
        .setTrustOptions(new PemTrustOptions().addCertPath(authority.certificate().toString())),
        InetAddress::getAllByName);
    for (String named : new String[] {"localhost", "elsewhere.example"}) {
      authority.issue(named, Instant.now().plus(Duration.ofDays(1)));
      HttpServer server = answer(WATCHED.vertx().createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(
              new PemKeyCertOptions().setCertPath(directory.resolve("server.pem").toString())
                  .setKeyPath(directory.resolve("server.key").toString())))
          .requestHandler(request -> request.response().setStatusCode(204).end())
          .listen(0, "localhost"));
      String address = "https://localhost:" + server.actualPort() + "/";
      if (named.equals("localhost")) {
        assertThat(post(http, address)).isEqualTo(204);
      } else {
        assertThatThrownBy(() -> post(http, address)).isNotNull();
      }
      answer(server.close());
    }
  }

  private static OutgoingHttp knowing(boolean privateAllowed, OutgoingHttp.Names names) {
    return new OutgoingHttp(
        WATCHED.vertx(), privateAllowed, Duration.ofSeconds(10), new HttpClientOptions(), names);
  }

  @Test
  void aNameWithOnePrivateAddressAmongOthersIsRefused() throws IOException {
    InetAddress open = InetAddress.getByName("8.8.8.8");
    for (String hidden : new String[] {"127.0.0.1", "10.0.0.1", "fd00::1", "169.254.169.254"}) {
      InetAddress inside = InetAddress.getByName(hidden);
      OutgoingHttp http = knowing(false, host -> new InetAddress[] {open, inside});
      assertThatThrownBy(() -> post(http, "https://hook.example/")).as(hidden).hasMessageContaining("private address");
    }
  }

  /** A name server that answers otherwise the second time is not asked a second time. */
  @Test
  void theConnectionGoesToTheAddressThatWasChecked() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    OutgoingHttp http = knowing(true, host -> {
      assertThat(host).isEqualTo("hook.invalid");
      asked.incrementAndGet();
      return new InetAddress[] {InetAddress.getLoopbackAddress()};
    });
    List<String> hosts = new CopyOnWriteArrayList<>();
    HttpServer server = answer(WATCHED.vertx().createHttpServer().requestHandler(request -> {
      hosts.add(request.authority().host());
      request.response().setStatusCode(204).end();
    }).listen(0, InetAddress.getLoopbackAddress().getHostAddress()));
    assertThat(post(http, "http://hook.invalid:" + server.actualPort() + "/")).isEqualTo(204);
    assertThat(hosts).containsExactly("hook.invalid");
    assertThat(asked).hasValue(1);
    answer(server.close());
  }

  @Test
  void aRedirectIsNotFollowedWhereverItLeads() {
    AtomicInteger asked = new AtomicInteger();
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      HttpServer server = answer(WATCHED.vertx().createHttpServer().requestHandler(request -> {
        asked.incrementAndGet();
        request.response().setStatusCode(status).putHeader("Location", "/elsewhere").end();
      }).listen(0, "127.0.0.1"));
      assertThat(post(true, "http://127.0.0.1:" + server.actualPort() + "/")).isEqualTo(status);
      answer(server.close());
    }
    assertThat(asked).hasValue(5);
  }
}
