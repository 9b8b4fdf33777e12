package dev.ally.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ally.config.PostgresLogin;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.harness.Forced;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the embedded server begins, ends, is killed and is found again. */
final class EmbeddedDatabaseLifeTest {
  private static final Migrations MIGRATIONS = new Migrations("migrations");

  /** A kill of the processes, not of the machine, is what is survived here; that makes it quick. */
  private static final Map<String, String> QUICK = Map.of("fsync", "off", "max_connections", "20");

  @TempDir Path parent;

  private DataDirectory held;
  private EmbeddedDatabase database;

  @AfterEach
  void stop() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void aSecondStartFindsEverythingAgain() throws Exception {
    start();
    run(database.owner(), "INSERT INTO account.note (text) VALUES ('kept')");
    database.close();
    try (DataDirectory directory = lock()) {
      assertThat(Postmaster.living(directory)).isEmpty();
    }
    start();
    assertThat(ask("SELECT text FROM account.note")).isEqualTo("kept");
  }

  @Test
  void aServerLeftBehindIsStoppedFirstAndNothingIsLost() throws Exception {
    start();
    run(database.owner(), "INSERT INTO account.note (text) VALUES ('kept')");
    ProcessHandle orphan = postmaster();
    abandon();
    start();
    assertThat(postmaster().pid()).isNotEqualTo(orphan.pid());
    assertThat(orphan.info().command()).as("what the old process runs").isEmpty();
    assertThat(ask("SELECT text FROM account.note")).isEqualTo("kept");
  }

  @Test
  void aCrashedServersDataIsRecovered() throws Exception {
    start();
    run(database.owner(), "INSERT INTO account.note (text) VALUES ('kept')");
    ProcessHandle killed = postmaster();
    abandon();
    killed.destroyForcibly();
    start();
    assertThat(ask("SELECT text FROM account.note")).isEqualTo("kept");
  }

  @Test
  void aForeignProcessWithTheOldServersNumberLives() throws Exception {
    start();
    database.close();
    Process foreign = new ProcessBuilder("sleep", "600").start();
    try {
      Path mark = parent.resolve("data/postgres/postmaster.pid");
      Files.writeString(mark, foreign.pid() + "\n" + parent.resolve("data/postgres") + "\n1\n5432\n\n127.0.0.1\n");
      start();
      assertThat(foreign.isAlive()).isTrue();
      assertThat(ask("SELECT 1")).isEqualTo("1");
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void aServerThatDiesIsStartedAgainOnItsPort() throws Exception {
    start();
    run(database.owner(), "INSERT INTO account.note (text) VALUES ('kept')");
    postmaster().destroyForcibly();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!answers() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(ask("SELECT text FROM account.note")).isEqualTo("kept");
  }

  @Test
  void aServerThatOnlySeemsToHaveDiedRunsOn() throws Exception {
    start();
    ProcessHandle running = postmaster();
    database.runAgain();
    assertThat(postmaster()).isEqualTo(running);
  }

  @Test
  void whatKeepsItFromBeingMadeIsSaidAndNotWhatIsTidiedUpAfterwards() throws Exception {
    Path data = parent.resolve("data");
    UnpackedPostgres.linkInto(data);
    replace("initdb", """
        echo 'running bootstrap script ... [7] FATAL:  could not write: No space left on device'
        echo 'child process exited with exit code 1'
        echo "initdb: removing data directory \"$2\""
        exit 1
        """);
    assertThatThrownBy(this::startWithWhatIsThere).isInstanceOf(DatabaseRefused.class)
        .hasMessage("ALLY_DATA_DIR: the embedded PostgreSQL could not be made in " + data.toRealPath()
            + ": FATAL:  could not write: No space left on device");
  }

  @Test
  void itsNamesAreOnTheDiskOnceItIsMade() throws Exception {
    UnpackedPostgres.linkInto(parent.resolve("data"));
    List<String> forced = Forced.by(parent.resolve("data"), () -> {
      startWithWhatIsThere();
      return null;
    });
    assertThat(forced).filteredOn(String::isEmpty)
        .as("the passwords', the database's, and with the port the passwords' and that of other programs").hasSize(4);
  }

  @Test
  void aFileOfPasswordsThatHasNotChangedIsNotWrittenAgain() throws Exception {
    start();
    Object file = connectionFile();
    database.close();
    database = EmbeddedDatabase.start(lock(), MIGRATIONS, new SecureRandom(), QUICK, database.owner().port());
    assertThat(connectionFile()).isEqualTo(file);
  }

  private Object connectionFile() throws IOException {
    return Files.readAttributes(parent.resolve("data/database.properties"), BasicFileAttributes.class).fileKey();
  }

  @Test
  void aServerThatIsBeingStartedAgainIsStoppedWithoutDelay() throws Exception {
    start();
    ProcessHandle killed = postmaster();
    makeStartsHang();
    killed.destroyForcibly();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isAnother(killed) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    ProcessHandle again = postmaster();
    assertTimeoutPreemptively(Duration.ofSeconds(20), database::close);
    assertThat(again.pid()).isNotEqualTo(killed.pid());
    assertThat(again.info().command()).isEmpty();
  }

  /** The server comes up, and the process that started it waits on: as for a long recovery. */
  private void makeStartsHang() throws IOException {
    replace("pg_ctl", """
        "$0.real" "$@" && if [ "$1" = start ]; then exec sleep 60; fi
        """);
  }

  private void replace(String name, String script) throws IOException {
    try (var programs = Files.newDirectoryStream(parent.resolve("data"), "postgresql-*")) {
      Path program = programs.iterator().next().resolve("bin").resolve(name);
      Files.move(program, program.resolveSibling(name + ".real"));
      Files.writeString(program, "#!/bin/sh\n" + script);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private boolean isAnother(ProcessHandle killed) {
    try {
      return postmaster().pid() != killed.pid();
    } catch (IOException | RuntimeException halfWritten) {
      return false;
    }
  }

  @Test
  void whoIsInterruptedWhileItStopsTheServerStopsItAllTheSame() throws Exception {
    start();
    ProcessHandle running = postmaster();
    Thread closing = new Thread(database::close);
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    closing.interrupt();
    closing.join();
    assertThat(running.info().command()).isEmpty();
  }

  @Test
  void aServerThatIsGoneIsNotRunningWhateverItsFilesSay() throws Exception {
    start();
    Path data = parent.resolve("data");
    assertThat(EmbeddedDatabase.running(data).orElseThrow().login(Schema.TOTP)).isEqualTo(database.login(Schema.TOTP));
    ProcessHandle killed = postmaster();
    abandon();
    killed.destroyForcibly();
    killed.onExit().join();
    assertThat(data.resolve("postgres/postmaster.pid")).exists();
    assertThat(data.resolve("database.properties")).exists();
    assertThat(EmbeddedDatabase.running(data)).isEmpty();
  }

  @Test
  void theRunningServersPortIsItsOwnWordsAndNotThePasswordFiles() throws Exception {
    start();
    int port = database.owner().port();
    Path data = parent.resolve("data");
    ConnectionFile.read(data.resolve("database.properties")).orElseThrow().withPort(1)
        .write(data.resolve("database.properties"));
    assertThat(EmbeddedDatabase.running(data).orElseThrow().login(Schema.TOTP).port()).isEqualTo(port);
  }

  /** Of a version that had no oidc: neither its schema, nor its role, nor its password. */
  @Test
  void anOlderDirectoryGetsTheLoginThatItLacksAndLosesNothing() throws Exception {
    start();
    run(database.owner(), "INSERT INTO account.note (text) VALUES ('kept')");
    run(database.owner(), "DROP OWNED BY ally_oidc");
    run(database.owner(), "DROP ROLE ally_oidc");
    run(database.owner(), "DROP SCHEMA oidc CASCADE");
    PostgresLogin account = database.login(Schema.ACCOUNT);
    Path data = parent.resolve("data");
    Path file = data.resolve("database.properties");
    Files.write(file, Files.readAllLines(file).stream().filter(line -> !line.startsWith("oidc.")).toList());
    assertThat(EmbeddedDatabase.running(data).orElseThrow().has(Schema.OIDC))
        .as("beside a server of that version").isFalse();
    database.close();

    start();
    assertThat(database.login(Schema.ACCOUNT).password()).isEqualTo(account.password());
    assertThat(ask("SELECT text FROM account.note")).isEqualTo("kept");
    run(database.login(Schema.OIDC), "INSERT INTO oidc.note (text) VALUES ('x')");
    PostgresLogin oidc = EmbeddedDatabase.running(data).orElseThrow().login(Schema.OIDC);
    assertThat(oidc).isEqualTo(database.login(Schema.OIDC));
    database.close();
    start();
    assertThat(database.login(Schema.OIDC).password()).as("kept from then on").isEqualTo(oidc.password());
  }

  @Test
  void aHalfMadeOneIsMadeAnew() throws Exception {
    Path draft = Files.createDirectories(parent.resolve("data/postgres.draft"));
    Files.writeString(draft.resolve("PG_VERSION"), "17\n");
    Files.createDirectories(parent.resolve("data/postgresql.draft/bin"));
    startWithWhatIsThere();
    assertThat(ask("SELECT 1")).isEqualTo("1");
  }

  @Test
  void aServerThatWasMadeAndHasNoDatabaseYetGetsOne() throws Exception {
    start();
    Path file = DataDirectory.connectionFile(parent.resolve("data"));
    PostgresLogin maintenance = ConnectionFile.read(file).orElseThrow().maintenanceLogin();
    run(maintenance, "DROP DATABASE " + database.owner().database());
    database.close();

    start();
    run(database.login(Schema.ACCOUNT), "INSERT INTO account.note (text) VALUES ('x')");
    assertThatThrownBy(() -> run(database.login(Schema.ACCOUNT), "CREATE TEMPORARY TABLE mine (id int)"))
        .isInstanceOf(SQLException.class).hasMessageContaining("permission denied");
  }

  @Test
  void withoutItsPasswordsItSaysSoAndIsUnlocked() throws Exception {
    start();
    database.close();
    Files.delete(parent.resolve("data/database.properties"));
    assertThatThrownBy(this::start)
        .isInstanceOf(DatabaseRefused.class).hasMessageContaining("database.properties");
    lock().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"16", "18", "9.6"})
  void aDatabaseOfAnotherMajorVersionIsRefusedByNameBeforeAnythingIsDone(String major) throws Exception {
    Path cluster = Files.createDirectories(parent.resolve("data/postgres"));
    Files.writeString(cluster.resolve("PG_VERSION"), major + "\n");
    assertThatThrownBy(this::startWithWhatIsThere).isInstanceOf(DatabaseRefused.class)
        .hasMessageContainingAll(cluster.toRealPath().toString(), "is of PostgreSQL " + major + ",",
            "has PostgreSQL " + EmbeddedServer.MAJOR + ",", "ally.jar backup", "ally.jar restore")
        .message().doesNotContain("\n");
    assertThat(parent.resolve("data")).as("only the lock and what was there")
        .isDirectoryNotContaining(file -> !List.of("lock", "postgres").contains(file.getFileName().toString()));
    lock().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "seventeen", "17 or so", "17\u0000", "1111111111111111", "\u00c4\u00d6"})
  void aDatabaseOfNobodyKnowsWhichVersionIsRefused(String version) throws Exception {
    Path cluster = Files.createDirectories(parent.resolve("data/postgres"));
    Files.writeString(cluster.resolve("PG_VERSION"), version, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(this::startWithWhatIsThere).isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("There is no database of PostgreSQL in " + cluster.toRealPath());
  }

  @Test
  void aDirectoryThatIsNoDatabaseIsRefused() throws Exception {
    Path cluster = Files.createDirectories(parent.resolve("data/postgres"));
    assertThatThrownBy(this::startWithWhatIsThere).isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("There is no database of PostgreSQL in " + cluster.toRealPath());
  }

  @Test
  void itsMajorVersionIsThatOfTheProgramsInTheJar() throws Exception {
    Programs programs = Programs.of(UnpackedPostgres.unpacked());
    assertThat(programs.run(Duration.ofSeconds(30), "postgres", "--version").output())
        .startsWith("postgres (PostgreSQL) " + EmbeddedServer.MAJOR + ".");
  }

  @Test
  void aMigrationThatFailsLeavesNothingRunning() throws Exception {
    start();
    run(database.owner(), "UPDATE account.flyway_schema_history SET checksum = 1 WHERE version = '1'");
    database.close();
    assertThatThrownBy(this::start).isInstanceOf(DatabaseRefused.class).hasMessageContaining("migration");
    try (DataDirectory directory = lock()) {
      assertThat(Postmaster.living(directory)).isEmpty();
    }
  }

  @Test
  void aPathThatAShellWouldReadIsRefused() throws Exception {
    DataDirectory odd = DataDirectory.lock(parent.resolve("a$(b)")).orElseThrow();
    assertThatThrownBy(() -> EmbeddedDatabase.start(odd, MIGRATIONS, new SecureRandom(), QUICK, 0))
        .isInstanceOf(DatabaseRefused.class).hasMessageContaining("dollar sign");
  }

  @Test
  void aPathWithSpacesIsFine() throws Exception {
    UnpackedPostgres.linkInto(parent.resolve("my dätä"));
    database = EmbeddedDatabase.start(
        DataDirectory.lock(parent.resolve("my dätä")).orElseThrow(), MIGRATIONS, new SecureRandom(), QUICK, 0);
    assertThat(ask("SELECT 1")).isEqualTo("1");
  }

  private void start() throws IOException, InterruptedException {
    UnpackedPostgres.linkInto(parent.resolve("data"));
    startWithWhatIsThere();
  }

  private void startWithWhatIsThere() throws InterruptedException {
    held = lock();
    database = EmbeddedDatabase.start(held, MIGRATIONS, new SecureRandom(), QUICK, 0);
  }

  private DataDirectory lock() {
    return DataDirectory.lock(parent.resolve("data")).orElseThrow();
  }

  /** As a kill of the JVM would leave it: the server runs on, and nobody holds the lock. */
  private void abandon() {
    held.close();
    database = null;
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(parent.resolve("data/postgres/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private boolean answers() {
    try {
      return Optional.of(ask("SELECT 1")).isPresent();
    } catch (SQLException | DatabaseRefused e) {
      return false;
    }
  }

  private String ask(String sql) throws SQLException {
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
}
