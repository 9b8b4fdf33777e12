package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.config.SettingsRefused;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.DataDirectory;
import dev.ally.database.embedded.EmbeddedDatabase;
import dev.ally.database.embedded.UnpackedPostgres;
import dev.ally.harness.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told when PostgreSQL's certificate, or Ally's login, is refused: by both clients the same. */
final class TlsProblemTest {
  private static final Instant NEXT_MONTH = Instant.now().plus(Duration.ofDays(30));

  @TempDir static Path directory;

  private static Vertx vertx;
  private static TestAuthority authority;
  private static TestAuthority untrusted;
  private static EmbeddedDatabase database;

  @BeforeAll
  static void start() throws Exception {
    authority = new TestAuthority(directory, "authority");
    untrusted = new TestAuthority(directory, "untrusted");
    authority.issue("localhost", NEXT_MONTH);
    UnpackedPostgres.linkInto(directory.resolve("data"));
    database = EmbeddedDatabase.start(
        DataDirectory.lock(directory.resolve("data")).orElseThrow(), new Migrations("migrations"), new SecureRandom(),
        Map.of("ssl", "on", "ssl_cert_file", directory.resolve("server.pem").toString(),
            "ssl_key_file", directory.resolve("server.key").toString()), 0);
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    database.close();
  }

  @BeforeEach
  void aGoodCertificate() {
    serve(authority, "localhost", NEXT_MONTH);
  }

  @Test
  void aGoodCertificateIsNoProblem() throws Exception {
    PostgresLogin login = verified("localhost", authority.certificate());
    Jdbc.connect(login).close();
    Pool pool = Pools.open(vertx, login, "test", 1);
    assertThat(pool.query("SELECT 1").execute().await(10, TimeUnit.SECONDS).size()).isEqualTo(1);
  }

  @Test
  void anUnknownAuthorityIsNamedWithItsFile() {
    isTold(verified("localhost", untrusted.certificate()),
        "The certificate of PostgreSQL at localhost:" + port() + " is signed by no authority that is trusted",
        untrusted.certificate().toString());
  }

  @Test
  void anAuthorityThatJavaDoesNotKnowIsNamedWithTheParameterThatIsMissing() {
    isTold(login("localhost", database.owner(), "?sslmode=verify-full"),
        "is signed by no authority that is trusted", "sslrootcert");
  }

  @Test
  void anExpiredCertificateIsNamed() {
    serve(authority, "localhost", Instant.now().minus(Duration.ofDays(1)));
    isTold(verified("localhost", authority.certificate()),
        "The certificate of PostgreSQL at localhost:" + port() + " has expired", "NotAfter");
  }

  @Test
  void aCertificateOfTheFutureIsNamed() {
    serve(authority, "localhost", Instant.now().plus(Duration.ofDays(61)));
    isTold(verified("localhost", authority.certificate()), "is not valid yet", "NotBefore");
  }

  @Test
  void aCertificateForAnotherNameIsNamed() {
    serve(authority, "db.example.org", NEXT_MONTH);
    isTold(verified("localhost", authority.certificate()), "is not for the name localhost");
    isTold(verified("127.0.0.1", authority.certificate()), "is not for the name 127.0.0.1");
  }

  @Test
  void aRootCertificateThatIsNotThereOrNoneIsNamedWithTheSetting() throws Exception {
    Path absent = directory.resolve("absent.pem");
    Path garbage = Files.writeString(directory.resolve("garbage.pem"), "no certificate\n");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    for (Path file : new Path[] {absent, garbage, empty, directory, directory.resolve("server.key")}) {
      assertThatThrownBy(() -> Settings.read(
          Map.of("ALLY_DATABASE_URI", verifiedUri("localhost", file)), Optional.empty()))
          .isInstanceOfSatisfying(SettingsRefused.class, refused -> assertThat(refused.problems()).singleElement()
              .asString().startsWith("ALLY_DATABASE_URI: sslrootcert: ").contains(file.toString()));
      assertThatThrownBy(() -> Jdbc.connect(verified("localhost", file)))
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining(file.toString());
      assertThatThrownBy(() -> Pools.open(vertx, verified("localhost", file), "test", 1))
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining(file.toString());
    }
  }

  @Test
  void aLoginThatIsRefusedIsToldWhyAndNotItsPassword() {
    PostgresLogin owner = database.owner();
    isTold(login("localhost", owner.as(owner.user(), Secret.of("hunter2")), ""),
        "PostgreSQL refuses " + owner.user() + "@localhost:" + port() + "/ally", "password authentication failed");
    isTold(login("localhost", owner.as("nobody", Secret.of("hunter2")), ""),
        "PostgreSQL refuses nobody@localhost", "\"nobody\"");
    PostgresLogin elsewhere = new PostgresLogin("localhost", port(), "nowhere", owner.user(), owner.password(),
        owner.encryption(), owner.rootCertificate(), false);
    isTold(elsewhere, "database \"nowhere\" does not exist");
  }

  @Test
  void aServerWithoutARuleForTheLoginIsToldSo() throws Exception {
    Path rules = directory.resolve("data/postgres/pg_hba.conf");
    String all = Files.readString(rules);
    PostgresLogin owner = database.owner();
    Files.writeString(rules, "host all " + owner.user() + " 127.0.0.1/32 scram-sha-256\n");
    reload();
    try {
      isTold(login("127.0.0.1", database.login(Schema.TOTP), ""), "no pg_hba.conf entry", "ally_totp");
    } finally {
      Files.writeString(rules, all);
      reload();
    }
  }

  /** Both clients say all of it, in one line, and nothing of a password; later it is an outage. */
  private static void isTold(PostgresLogin login, String... parts) {
    Throwable byJdbc = catchThrowable(() -> Jdbc.connect(login).close());
    assertThat(byJdbc).isInstanceOf(DatabaseRefused.class);
    assertThat(byJdbc.getMessage()).contains(parts).doesNotContain("\n").doesNotContain("hunter2");
    Pool pool = Pools.open(vertx, login, "test", 1);
    Throwable byPool;
    do {
      byPool = catchThrowable(() -> pool.query("SELECT 1").execute().await(10, TimeUnit.SECONDS));
      assertThat(byPool).isNotNull();
      // On a busy machine the answer may come too late for the client.
    } while (byPool.getMessage().startsWith("Timeout"));
    assertThat(byPool.getMessage()).contains(parts).doesNotContain("\n").doesNotContain("hunter2");
    assertThat(Outage.isOutage(byPool)).isTrue();
  }

  private static int port() {
    return database.owner().port();
  }

  private static void serve(TestAuthority signer, String host, Instant expires) {
    signer.issue(host, expires);
    reload();
  }

  /** Returns when the server's first process, from which all others come, has read its files again. */
  private static void reload() {
    String before = ask("SELECT pg_conf_load_time()::text");
    ask("SELECT pg_reload_conf()::text");
    while (ask("SELECT pg_conf_load_time()::text").equals(before)) {
      Thread.onSpinWait();
    }
  }

  private static String ask(String sql) {
    try (Connection connection = Jdbc.connect(login("127.0.0.1", database.owner(), "?sslmode=disable"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PostgresLogin verified(String host, Path root) {
    return PostgresLogin.of(URI.create(verifiedUri(host, root)));
  }

  private static String verifiedUri(String host, Path root) {
    return uri(host, database.owner(), "?sslmode=verify-full&sslrootcert=" + root);
  }

  private static PostgresLogin login(String host, PostgresLogin as, String parameters) {
    return PostgresLogin.of(URI.create(uri(host, as, parameters)));
  }

  private static String uri(String host, PostgresLogin as, String parameters) {
    return "postgresql://" + as.user() + ":" + as.password().revealText() + "@" + host + ":" + port() + "/ally"
        + parameters;
  }
}
