package dev.ally.mail;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.MailSettings;
import dev.ally.config.Settings;
import dev.ally.crypto.Secret;
import dev.ally.harness.Forced;
import dev.ally.harness.MailServer;
import dev.ally.harness.Ports;
import dev.ally.harness.TestSettings;
import dev.ally.harness.TlsFront;
import dev.ally.harness.WatchedVertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTransportTest {
  @RegisterExtension static final WatchedVertx VERTX = new WatchedVertx();

  private static final MailServer SERVER = new MailServer();
  private static final String LINK = "https://ally.example/reset?token=a&b";

  @TempDir Path directory;

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private static Email email(String to, String... paragraphs) {
    List<Email.Part> parts = new ArrayList<>();
    Stream.of(paragraphs).map(Email.Paragraph::new).forEach(parts::add);
    parts.add(new Email.Link("Open it", "Or here:", Secret.of(LINK)));
    return email(to, "Grüße, \"Ada\"", parts);
  }

  private static Email email(String to, String subject, List<Email.Part> parts) {
    return new Email("an-id", to, new Email.Language("en", "ltr"), subject, "Ally", "Grüße", parts);
  }

  private static Settings settings(MailSettings mail, Path dataDir) {
    return TestSettings.mailing(TestSettings.of(Map.of(
        "ALLY_PUBLIC_URL", "https://ally.example", "ALLY_DATA_DIR", dataDir.toString())), mail);
  }

  private MailTransport transport(MailSettings mail) {
    return MailTransport.of(VERTX.vertx(), settings(mail, directory));
  }

  private static MailSettings at(int port, MailSettings.Tls tls) {
    return at("127.0.0.1", port, tls);
  }

  private static MailSettings at(String host, int port, MailSettings.Tls tls) {
    return new MailSettings(
        Optional.of(new MailSettings.Smtp(host, port, tls, Optional.empty(), Secret.empty())), "ally@example.org");
  }

  @Test
  void sendsTheSameWordsAsTextAndAsHtml() throws Exception {
    answer(transport(SERVER.settings()).send(email("ada@example.org", "1 < 2 & \"3\"", ".", "ende")));
    var message = SERVER.await("ada@example.org", 1).get(0);
    assertThat(message.getSubject()).isEqualTo("Grüße, \"Ada\"");
    assertThat(message.getFrom()[0]).hasToString("Ally <ally@example.org>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getMessageID()).isEqualTo("<an-id@ally.example>");
    assertThat(MailServer.text(message).replace("\r", "").strip())
        .isEqualTo("1 < 2 & \"3\"\n\n.\n\nende\n\nOpen it\n" + LINK);
    assertThat(MailServer.html(message))
        .contains("1 &lt; 2 &amp; &quot;3&quot;", " href=\"https://ally.example/reset?token=a&amp;b\"");
    assertThat(message.getContentType()).startsWith("multipart/alternative");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "ada@example.org\r\nBcc: eve@example.org", "ada@example.org\nX: y", "a\u2028b@example.org", "a\u0085b@c", "", "\r"
  })
  void letsNothingBeginAHeaderOfItsOwn(String planted) {
    assertThatThrownBy(() -> email(planted, "text")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> email("ada@example.org", planted, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada@example.org, eve@example.org", "ada@example.org> RCPT TO:<eve@example.org", "ada <x>"})
  void failsForWhatIsNotOneAddress(String planted) {
    assertThat(answer(transport(SERVER.settings()).send(email(planted, "text")).<Object>map("sent")
        .otherwise(failure -> "failed"))).isEqualTo("failed");
    assertThat(SERVER.to("eve@example.org")).isEmpty();
  }

  @Test
  void sendsNothingInClearWhereTlsIsAskedFor() {
    int port = SERVER.settings().smtp().orElseThrow().port();
    for (MailSettings.Tls tls : List.of(MailSettings.Tls.STARTTLS, MailSettings.Tls.TLS)) {
      assertThat(answer(transport(at(port, tls)).send(email("secretive@example.org", "text")).<Object>map("sent")
          .otherwise(failure -> "failed"))).isEqualTo("failed");
    }
    assertThat(problem(at(port, MailSettings.Tls.TLS), "secretive@example.org"))
        .isEqualTo("the mail server speaks no TLS there, or its certificate is not trusted: its answer is not TLS");
    assertThat(SERVER.to("secretive@example.org")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = MailSettings.Tls.class, names = {"STARTTLS", "TLS"})
  void sendsThroughTlsToAServerThatIsTrustedAndToNoOther(MailSettings.Tls tls) throws Exception {
    Path trusted = TlsFront.makeCertificate(directory, "trusted");
    Path another = TlsFront.makeCertificate(directory, "another");
    int behind = SERVER.settings().smtp().orElseThrow().port();
    String to = tls.name().toLowerCase(Locale.ROOT) + "@example.org";
    TlsFront.trust(trusted);
    try (TlsFront known = new TlsFront(trusted, behind, tls == MailSettings.Tls.STARTTLS);
        TlsFront unknown = new TlsFront(another, behind, tls == MailSettings.Tls.STARTTLS)) {
      assertThat(problem(at("localhost", unknown.port(), tls), to))
          .startsWith("the mail server speaks no TLS there, or its certificate is not trusted: ")
          .doesNotContain("Failed to create SSL connection");
      assertThat(problem(at("127.0.0.1", known.port(), tls), to)).as("a certificate for another name")
          .endsWith("trusted: No subject alternative names matching IP address 127.0.0.1 found");
      assertThat(SERVER.to(to)).isEmpty();
      assertThat(isSent(at("localhost", known.port(), tls), to)).isTrue();
      SERVER.await(to, 1);
    } finally {
      TlsFront.trust(null);
    }
  }

  private boolean isSent(MailSettings mail, String to) {
    return answer(transport(mail).send(email(to, "text")).map(true).otherwise(false));
  }

  private String problem(MailSettings mail, String to) {
    return answer(transport(mail).send(email(to, "text")).map("sent").otherwise(Throwable::toString));
  }

  @Test
  void givesUpAServerThatSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(isSent(at(silent.getLocalPort(), MailSettings.Tls.NONE), "ada@example.org")).isFalse();
    }
  }

  /** What a server says to each line that it is sent. */
  private String problem(MailSettings.Tls tls, String user, Map<String, String> replies) throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new Thread(() -> reply(listening, replies)).start();
      return answer(transport(new MailSettings(
          Optional.of(new MailSettings.Smtp(
              "127.0.0.1", listening.getLocalPort(), tls, Optional.of(user).filter(name -> !name.isEmpty()),
              Secret.of("a password"))), "ally@example.org"))
          .send(email("ada@example.org", "text")).map("sent").otherwise(Throwable::toString));
    }
  }

  /** Closes the connection at a line for which there is no reply. */
  private static void reply(ServerSocket listening, Map<String, String> replies) {
    while (true) {
      try (Socket connection = listening.accept();
          Scanner lines = new Scanner(connection.getInputStream(), StandardCharsets.US_ASCII)) {
        String reply = replies.get("");
        while (reply != null) {
          connection.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
          String line = lines.nextLine();
          reply = replies.get(line.split(" ")[0].toUpperCase(Locale.ROOT));
        }
      } catch (SocketException | NoSuchElementException closed) {
        if (listening.isClosed()) {
          return;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void saysWhyAnEmailWasNotSent() throws IOException {
    var none = MailSettings.Tls.NONE;
    assertThat(problem(MailSettings.Tls.STARTTLS, "", Map.of("", "220 hello", "EHLO", "250 localhost")))
        .isEqualTo("STARTTLS required but not supported by server");
    assertThat(problem(MailSettings.Tls.TLS, "", Map.of("", "220 hello")))
        .startsWith("the mail server speaks no TLS there, or its certificate is not trusted: ");
    assertThat(problem(none, "ally", Map.of(
        "", "220 hello", "EHLO", "250-localhost\r\n250 AUTH PLAIN", "AUTH", "535 5.7.8 wrong login")))
        .isEqualTo("AUTH PLAIN failed: 535 5.7.8 wrong login");
    assertThat(problem(none, "", Map.of(
        "", "220 hello", "EHLO", "250 localhost", "MAIL", "250 ok", "RCPT", "550 5.1.1 nobody here")))
        .isEqualTo("recipient address not accepted: 550 5.1.1 nobody here");
    assertThat(problem(none, "", Map.of("", "220 hello", "EHLO", "250 localhost", "MAIL", "250 ok")))
        .isEqualTo("the connection to the mail server broke, or it did not answer in time");
    int nobody = Ports.free();
    assertThat(answer(transport(at(nobody, none)).send(email("ada@example.org", "text")).map("sent")
        .otherwise(Throwable::toString)))
        .startsWith("the mail server cannot be connected to: ").contains("127.0.0.1:" + nobody);
    assertThat(answer(transport(at("mail.invalid", 25, none)).send(email("ada@example.org", "text")).map("sent")
        .otherwise(Throwable::toString))).isEqualTo("the name of the mail server is not known");
  }

  @Test
  void keepsEmailsAsFilesOfTheirOwnerWhereThereIsNoServer() throws IOException {
    MailTransport transport = transport(new MailSettings(Optional.empty(), "ally@example.org"));
    answer(transport.send(email("ada@example.org", "text")));
    answer(transport.send(email("ada@example.org", "once more")));
    Path file = directory.resolve("outbox").resolve("an-id.eml");
    assertThat(Files.readString(file)).contains("To: ada@example.org", "once more", "Message-ID: <an-id@ally.example>");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anEmailThatIsKeptIsOnTheDiskBeforeItCountsAsSent() throws Exception {
    MailTransport transport = transport(new MailSettings(Optional.empty(), "ally@example.org"));
    List<String> forced = Forced.by(directory, () -> answer(transport.send(email("ada@example.org", "text"))));
    assertThat(forced).hasSize(3);
    assertThat(forced.get(0)).as("the folder that was made").isEmpty();
    assertThat(forced.get(1)).matches("outbox/an-id\\.eml\\d+\\.draft");
    assertThat(forced.get(2)).isEqualTo("outbox");
  }

  @Test
  void showsNothingOfAnEmailAsText() {
    assertThat(email("ada@example.org", "text")).hasToString("Email[an-id]");
  }
}
