package dev.ally.outgoing;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.harness.WatchedVertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutgoingHttpTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static int post(boolean privateAllowed, String address) {
    return answer(new OutgoingHttp(WATCHED.vertx(), privateAllowed)
        .post(URI.create(address), Map.of(), Buffer.buffer("x")));
  }

  @Test
  void withoutTheOperatorsLeaveItGoesNeitherToPrivateAddressesNorByPlainHttp() {
    for (String address : new String[] {
      "https://127.0.0.1:1/", "https://[::1]:1/", "https://localhost:1/", "https://10.0.0.1/", "https://169.254.169.254/",
      "https://[::ffff:127.0.0.1]:1/"
    }) {
      assertThatThrownBy(() -> post(false, address)).as(address).hasMessageContaining("private address");
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

  @Test
  void aCertificateThatNobodyTrustsIsNoServer() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> post(true, "https://127.0.0.1:" + plain.getLocalPort() + "/")).isNotNull();
    }
  }
}
