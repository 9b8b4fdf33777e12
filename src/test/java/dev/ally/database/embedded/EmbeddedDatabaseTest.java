package dev.ally.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded server promises while it runs. */
final class EmbeddedDatabaseTest {
  @TempDir static Path parent;

  private static Path directory;
  private static EmbeddedDatabase database;

  @BeforeAll
  static void start() throws InterruptedException {
    directory = parent.resolve("data");
    database = EmbeddedDatabase.start(
        DataDirectory.lock(directory).orElseThrow(), new Migrations("migrations"), new SecureRandom(), 20);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void whatIsCommittedIsOnTheDisk() throws Exception {
    assertThat(ask("SHOW fsync")).isEqualTo("on");
    assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
    assertThat(ask("SHOW full_page_writes")).isEqualTo("on");
    assertThat(ask("SHOW data_checksums")).isEqualTo("on");
    assertThat(ask("SHOW max_connections")).isEqualTo("20");
  }

  @Test
  void itListensOnTheLoopbackInterfaceAlone() throws Exception {
    assertThat(ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(ask("SHOW unix_socket_directories")).isEmpty();
  }

  @Test
  void nobodyIsTrustedWithoutThePassword() throws Exception {
    assertThat(ask("SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules")).isEqualTo("scram-sha-256");
    for (Secret wrong : List.of(Secret.empty(), Secret.of("wrong"))) {
      PostgresLogin wrongLogin = database.owner().as(database.owner().user(), wrong);
      assertThatThrownBy(() -> Jdbc.connect(wrongLogin))
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining("password");
    }
  }

  /** They are drawn at random. */
  @Test
  void itsPasswordsAreProvedWithOneIteration() throws Exception {
    assertThat(ask("SELECT string_agg(DISTINCT substring(rolpassword FROM '[^:]+'), ',') FROM pg_authid"))
        .isEqualTo("SCRAM-SHA-256$1");
  }

  @Test
  void itsFilesAreItsOwnersAlone() throws Exception {
    assertThat(permissions("")).isEqualTo("rwx------");
    assertThat(permissions("lock")).isEqualTo("rw-------");
    assertThat(permissions("database.properties")).isEqualTo("rw-------");
    assertThat(permissions("postgres")).isEqualTo("rwx------");
  }

  @Test
  void theVerticlesLoginsReachTheirSchemasAndNothingElse() throws Exception {
    run(database.login(Schema.ACCOUNT), "INSERT INTO account.note (text) VALUES ('x')");
    run(database.login(Schema.TOTP), "INSERT INTO totp.note (text) VALUES ('x')");
    run(database.login(Schema.OIDC), "INSERT INTO oidc.note (text) VALUES ('x')");
    for (String forbidden : List.of(
        "SELECT * FROM totp.note",
        "SELECT * FROM oidc.note",
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE account.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "DROP TABLE account.note",
        "CREATE DATABASE mine")) {
      assertThatThrownBy(() -> run(database.login(Schema.ACCOUNT), forbidden)).as(forbidden)
          .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void aDirectoryInUseCannotBeLocked() throws Exception {
    assertThat(DataDirectory.lock(directory)).isEmpty();
    assertThat(EmbeddedDatabase.running(directory)).isPresent();
  }

  private static String ask(String sql) throws SQLException {
    try (Connection connection = Jdbc.connect(database.owner());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void run(PostgresLogin login, String sql) throws SQLException {
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
  }
}
