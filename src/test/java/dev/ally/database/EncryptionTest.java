package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.PostgresLogin.Encryption;
import dev.ally.config.PostgresLogin;
import dev.ally.database.embedded.DataDirectory;
import dev.ally.database.embedded.EmbeddedDatabase;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.database.embedded.UnpackedPostgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sslmode means, to both clients, on a server that speaks TLS with a certificate for localhost. */
final class EncryptionTest {
  private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;

  private static Vertx vertx;
  private static EmbeddedDatabase database;
  private static Path certificate;
  private static Path untrusted;

  @BeforeAll
  static void start() throws Exception {
    certificate = makeCertificate("server");
    untrusted = makeCertificate("untrusted");
    UnpackedPostgres.linkInto(directory.resolve("data"));
    database = EmbeddedDatabase.start(
        DataDirectory.lock(directory.resolve("data")).orElseThrow(), new Migrations("migrations"), new SecureRandom(),
        Map.of("ssl", "on", "ssl_cert_file", certificate.toString(),
            "ssl_key_file", directory.resolve("server.key").toString()), 0);
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    database.close();
  }

  @ParameterizedTest
  @CsvSource({"disable,false", "prefer,true", "require,true"})
  void whoeverAnswersIsTakenAndEncryptedAsAsked(String sslmode, boolean encrypted) throws Exception {
    PostgresLogin login = login("localhost", "sslmode=" + sslmode);
    assertThat(isEncryptedForJdbc(login)).isEqualTo(encrypted);
    assertThat(isEncryptedForPool(login)).isEqualTo(encrypted);
  }

  @Test
  void aCertificateOfItsSignerForItsNameIsTaken() throws Exception {
    PostgresLogin login = login("localhost", "sslmode=verify-full&sslrootcert=" + certificate);
    assertThat(isEncryptedForJdbc(login)).isTrue();
    assertThat(isEncryptedForPool(login)).isTrue();
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    refused(login("127.0.0.1", "sslmode=verify-full&sslrootcert=" + certificate));
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefused() {
    refused(login("localhost", "sslmode=verify-full&sslrootcert=" + untrusted));
  }

  @Test
  void aCertificateThatJavaDoesNotTrustIsRefused() {
    refused(login("localhost", "sslmode=verify-full"));
  }

  @Test
  void aServerWithoutTlsIsRefusedWhereItIsRequired() {
    try (TestDatabase plain = TestDatabase.create()) {
      PostgresLogin at = plain.superuser();
      refused(new PostgresLogin(at.host(), at.port(), at.database(), at.user(), at.password(), Encryption.REQUIRE,
          Optional.empty(), false));
    }
  }

  @Test
  void aServerWithoutTlsIsTakenWhereItIsPreferred() throws Exception {
    try (TestDatabase plain = TestDatabase.create()) {
      PostgresLogin at = plain.superuser();
      PostgresLogin login = new PostgresLogin(at.host(), at.port(), at.database(), at.user(), at.password(),
          Encryption.PREFER, Optional.empty(), false);
      assertThat(isEncryptedForJdbc(login)).isFalse();
      assertThat(isEncryptedForPool(login)).isFalse();
    }
  }

  private static void refused(PostgresLogin login) {
    assertThatThrownBy(() -> isEncryptedForJdbc(login)).isInstanceOf(DatabaseRefused.class);
    assertThatThrownBy(() -> isEncryptedForPool(login)).isNotNull();
  }

  private static PostgresLogin login(String host, String parameters) {
    PostgresLogin owner = database.owner();
    return PostgresLogin.of(URI.create("postgresql://" + owner.user() + ":" + owner.password().revealText() + "@" + host
        + ":" + owner.port() + "/ally?" + parameters));
  }

  private static boolean isEncryptedForJdbc(PostgresLogin login) throws SQLException {
    try (Connection connection = Jdbc.connect(login);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ENCRYPTED)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static boolean isEncryptedForPool(PostgresLogin login) throws Exception {
    Pool pool = Pools.open(vertx, login, "test", 1);
    try {
      return pool.query(ENCRYPTED).execute().await(10, TimeUnit.SECONDS).iterator().next().getBoolean(0);
    } finally {
      pool.close();
    }
  }

  /** Signed by itself, for localhost; the key beside it. */
  private static Path makeCertificate(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
        "-ext", "SAN=dns:localhost", "-ext", "BC=ca:true", "-keystore", store.toString(), "-storetype", "PKCS12",
        "-storepass", new String(PASSWORD)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    Path key = pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded());
  }

  private static Path pem(String file, String kind, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder().encodeToString(content);
    return Files.writeString(directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
  }
}
