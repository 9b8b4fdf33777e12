package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.PostgresLogin;
import dev.ally.database.embedded.ConnectionFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another process at the port of an embedded server that is gone, which asks for its password. */
final class ScramOnlyTest {
  /** PostgreSQL's protocol 3.0: what the server asks for in its message {@code R}. */
  private static final int CLEAR_TEXT = 3;
  private static final int MD5 = 5;

  private final ConnectionFile file = ConnectionFile.generate(new SecureRandom());

  @ParameterizedTest
  @ValueSource(ints = {CLEAR_TEXT, MD5})
  void whoeverAsksOtherwiseThanByScramIsToldNothing(int asked) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> ask(listening, asked));
      PostgresLogin login = file.withPort(listening.getLocalPort()).login(Schema.TOTP);
      assertThatThrownBy(() -> Jdbc.connect(login))
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining("otherwise than by SCRAM");
      assertThat(told.get(10, TimeUnit.SECONDS)).isEmpty();
    }
  }

  /** What comes after the question, until the other side closes. */
  private static String ask(ServerSocket listening, int asked) {
    try (Socket socket = listening.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readNBytes(in.readInt() - Integer.BYTES);
      byte[] salt = asked == MD5 ? new byte[] {1, 2, 3, 4} : new byte[0];
      socket.getOutputStream().write(new byte[] {'R', 0, 0, 0, (byte) (8 + salt.length), 0, 0, 0, (byte) asked});
      socket.getOutputStream().write(salt);
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
