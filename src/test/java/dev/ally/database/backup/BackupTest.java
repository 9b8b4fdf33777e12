package dev.ally.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Migrations;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that are written and read within this process; {@code BackupIT} has the commands. */
final class BackupTest {
  private static final Instant NOW = Instant.parse("2026-11-30T04:00:00Z");
  private static final UUID ADA = UUID.randomUUID();
  /** Whatever the text format of COPY treats specially, other scripts, and what turns the line around. */
  private static final String HOSTILE = "a\tb\\n\n\\.\n\\N\r\u202eİ\u00df \ud83d\ude00 {\"(,)\"} \u4e2d";

  /** Tables that have other rows after a restore. */
  private static final List<String> CHANGED =
      List.of("account.event", "account.ending", "totp.authenticator", "totp.void_recovery_codes");

  @TempDir static Path directory;

  private static TestDatabase full;
  private static Path file;

  @BeforeAll
  static void backUp() throws Exception {
    full = TestDatabase.create();
    fill(full.superuser());
    file = directory.resolve("full.backup");
    assertThat(backup(full.superuser(), file)).endsWith(" MiB");
  }

  @AfterAll
  static void close() {
    full.close();
  }

  @Test
  void everyRowComesBackToAnOwnerWhoIsNoSuperuser() throws Exception {
    try (TestDatabase empty = TestDatabase.createEmpty()) {
      PostgresLogin owner = owned(empty);
      String restored = new Restore(BackupFile.open(file), Migrations.ofAlly()).into(owner, said -> {});
      assertThat(restored).endsWith(" MiB");
      Map<String, List<String>> before = rows(full.superuser());
      Map<String, List<String>> after = rows(empty.superuser());
      assertThat(before.get("account.account").get(0)).contains("İ");
      AfterRestore.emptied().forEach(before.keySet()::remove);
      AfterRestore.emptied().forEach(table -> assertThat(after.remove(table)).as(table).isEmpty());
      for (String changed : CHANGED) {
        before.remove(changed);
        after.remove(changed);
      }
      assertThat(after).isEqualTo(before);
      // Triggers work again, and counters go on where they were.
      long last = number(empty.superuser(), "SELECT max(id) FROM account.activity");
      execute(owner, "INSERT INTO account.activity (account_id, at, what) VALUES ('" + ADA + "', now(), 'CODE_WRONG')");
      assertThat(number(owner, "SELECT max(id) FROM account.activity")).isGreaterThan(last);
      assertThat(number(owner, "SELECT count(*) FROM account.letter")).isOne();
      assertThat(number(owner, "SELECT count(*) FROM account.event WHERE what = 'RESTORED' AND actor = 'operator'"))
          .isOne();
    }
  }

  @Test
  void theFileIsForItsOwnerAloneAndHoldsNoDraft() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(names()).contains("full.backup").noneMatch(name -> name.endsWith(".draft"));
    assertThat(Files.readAllBytes(file)).startsWith("Ally backup, format 1\n".getBytes(StandardCharsets.UTF_8));
    BackupHeader header = BackupFile.open(file).header();
    assertThat(header.program()).isEqualTo("ally test");
    assertThat(header.made()).isEqualTo(NOW);
    assertThat(header.versions()).containsOnlyKeys("account", "totp", "oidc");
    assertThat(header.sealingKeys()).containsEntry("totp", Set.of("0123456789abcdef"));
  }

  /** Each account has one activity, written in the same transaction. */
  @Test
  void itIsOneViewOfTheDatabaseThatOthersWrite() throws Exception {
    Path written = directory.resolve("written.backup");
    try (TestDatabase busy = TestDatabase.create(); TestDatabase empty = TestDatabase.createEmpty()) {
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(40);
      Thread writer = new Thread(() -> write(busy.superuser(), over, begun));
      writer.start();
      begun.await();
      backup(busy.superuser(), written);
      over.set(true);
      writer.join();
      new Restore(BackupFile.open(written), Migrations.ofAlly()).into(empty.superuser(), said -> {});
      long accounts = number(empty.superuser(), "SELECT count(*) FROM account.account");
      assertThat(accounts).isGreaterThanOrEqualTo(40);
      assertThat(number(empty.superuser(), "SELECT count(*) FROM account.activity")).isEqualTo(accounts);
    }
  }

  @Test
  void aBackupOfAnOlderVersionIsBroughtUpToDate() throws Exception {
    Path old = directory.resolve("old.backup");
    try (TestDatabase older = TestDatabase.createEmpty(); TestDatabase empty = TestDatabase.createEmpty()) {
      Migrations.ofAlly().upTo(Map.of("account", "9", "totp", "4")).migrate(older.superuser());
      execute(older.superuser(), account(ADA, "'old@example.org'"));
      execute(older.superuser(), "INSERT INTO totp.sealing_key VALUES ('0123456789abcdef', now());"
          + recoveryCode());
      backup(older.superuser(), old);
      assertThat(BackupFile.open(old).header().versions()).isEqualTo(Map.of("account", "9", "totp", "4"));
      new Restore(BackupFile.open(old), Migrations.ofAlly()).into(empty.superuser(), said -> {});
      for (Schema schema : Schema.values()) {
        Migrations.ofAlly().requireCurrent(empty.superuser(), schema);
      }
      assertThat(number(empty.superuser(), "SELECT count(*) FROM account.account")).isOne();
      assertThat(number(empty.superuser(), "SELECT count(*) FROM account.ending_counter")).isOne();
      assertThat(number(empty.superuser(), "SELECT count(*) FROM totp.void_recovery_codes")).isOne();
    }
  }

  @Test
  void aFileThatIsCutOffOrAlteredIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged.backup");
    for (int length : List.of(23, 60, whole.length / 2, whole.length - 33, whole.length - 1)) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> BackupFile.open(damaged)).as("%d bytes", length)
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining("is cut off or altered");
    }
    for (int place : List.of(40, whole.length / 2, whole.length - 40, whole.length - 1)) {
      byte[] altered = whole.clone();
      altered[place] ^= 1;
      Files.write(damaged, altered);
      assertThatThrownBy(() -> BackupFile.open(damaged)).as("byte %d", place)
          .isInstanceOf(DatabaseRefused.class).hasMessageContaining("is cut off or altered");
    }
  }

  @Test
  void aForeignFileIsRefused() throws Exception {
    Path foreign = directory.resolve("foreign");
    for (String content : List.of("", "\n", "Ally", "Ally backup, format \n", "PGDMP", "x".repeat(64 * 1024),
        "Ally backup, format 99999999999\n")) {
      Files.writeString(foreign, content);
      assertThatThrownBy(() -> BackupFile.open(foreign)).isInstanceOf(DatabaseRefused.class)
          .hasMessage(foreign + " is no backup that \"ally.jar backup\" has written");
    }
    Files.writeString(foreign, "Ally backup, format 2\n");
    assertThatThrownBy(() -> BackupFile.open(foreign)).isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("has the format 2, and this Ally knows 1");
    assertThatThrownBy(() -> BackupFile.open(directory)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> BackupFile.open(directory.resolve("none"))).hasMessageContaining("There is no file");
  }

  @Test
  void aBackupOfANewerVersionIsRefused() throws Exception {
    Path newer = directory.resolve("newer.backup");
    try (TestDatabase database = TestDatabase.create()) {
      execute(database.superuser(), "INSERT INTO totp.flyway_schema_history SELECT 999, '999', description, type,"
          + " script, checksum, installed_by, installed_on, execution_time, success"
          + " FROM totp.flyway_schema_history LIMIT 1");
      backup(database.superuser(), newer);
    }
    assertThatThrownBy(() -> new Restore(BackupFile.open(newer), Migrations.ofAlly()))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("newer version of Ally: its schema totp has the version 999");
  }

  @Test
  void whereADatabaseIsNothingIsRestored() {
    assertThatThrownBy(() -> new Restore(BackupFile.open(file), Migrations.ofAlly()).into(full.superuser(), said -> {}))
        .isInstanceOf(DatabaseRefused.class).hasMessageContaining("has the schemas of Ally already");
  }

  @Test
  void anotherBackupToTheSameFileIsRefusedAndAnAbandonedDraftIsReplaced() throws Exception {
    Path twice = directory.resolve("twice.backup");
    Path draft = directory.resolve("twice.backup.draft");
    Files.writeString(draft, "abandoned");
    try (FileChannel held = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      held.lock();
      assertThatThrownBy(() -> backup(full.superuser(), twice)).isInstanceOf(DatabaseRefused.class)
          .hasMessage("Another backup is being written to " + twice);
    }
    assertThat(twice).doesNotExist();
    backup(full.superuser(), twice);
    assertThat(draft).doesNotExist();
    assertThat(BackupFile.open(twice).header().made()).isEqualTo(NOW);
  }

  @Test
  void aFailedBackupLeavesNothingAndAnOlderFileAsItWas() throws Exception {
    Path kept = directory.resolve("kept.backup");
    Files.writeString(kept, "older");
    try (TestDatabase empty = TestDatabase.createEmpty()) {
      assertThatThrownBy(() -> backup(empty.superuser(), kept)).isInstanceOf(DatabaseRefused.class)
          .hasMessage("There is nothing of Ally in this database");
    }
    assertThat(kept).hasContent("older");
    assertThat(names()).doesNotContain("kept.backup.draft");
    assertThatThrownBy(() -> backup(full.superuser(), directory)).hasMessageContaining("is no file");
    assertThatThrownBy(() -> backup(full.superuser(), directory.resolve("none/a"))).hasMessageContaining(
        "There is no directory");
  }

  private static String backup(PostgresLogin login, Path to) {
    return new Backup(login, "ally test", NOW).writeTo(to, said -> {});
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).collect(Collectors.toList());
    }
  }

  private static void fill(PostgresLogin login) throws SQLException {
    execute(login, "INSERT INTO totp.sealing_key VALUES ('0123456789abcdef', now());"
        + " INSERT INTO oidc.consent VALUES ('" + ADA + "', 'app', '{openid,\"a b\"}', now());"
        + " INSERT INTO totp.guess_budget (account_id, in_a_row, charges) VALUES ('" + ADA + "', 2,"
        + " ARRAY[ROW(now(), gen_random_uuid())::totp.charge, ROW(now(), NULL)::totp.charge]);"
        + " INSERT INTO totp.authenticator VALUES (gen_random_uuid(), '" + ADA + "', '\\x00ff5c', '0123456789abcdef',"
        + " 'SHA1', 6, 30, 5, now(), now());" + recoveryCode());
    execute(login, account(ADA, "?"), HOSTILE);
    execute(login, "INSERT INTO account.activity (account_id, at, what, user_agent)"
        + " SELECT '" + ADA + "', now(), 'LOGIN_CODE', ? || n FROM generate_series(1, 1000) n", HOSTILE);
    execute(login, "INSERT INTO account.session"
        + " (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)"
        + " VALUES ('\\x01', gen_random_uuid(), '" + ADA + "', '::1', ?, now(), now())", HOSTILE);
  }

  private static String recoveryCode() {
    return "INSERT INTO totp.recovery_code (id, account_id, index_part, sealed_hash, sealing_key_id, made_at)"
        + " VALUES (gen_random_uuid(), '" + ADA + "', 'ABC', '\\x00', '0123456789abcdef', now())";
  }

  private static String account(UUID id, String email) {
    return "INSERT INTO account.sealing_key VALUES ('fedcba9876543210', now()) ON CONFLICT DO NOTHING;"
        + " INSERT INTO account.account (id, email, email_key, name, sealed_password_hash, sealing_key_id, created_at)"
        + " VALUES ('" + id + "', " + email + ", '" + id + "', 'Ada', '\\x0001', 'fedcba9876543210', now())";
  }

  private static void write(PostgresLogin login, AtomicBoolean over, CountDownLatch begun) {
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!over.get()) {
        UUID id = UUID.randomUUID();
        statement.execute(account(id, "'" + id + "@example.org'"));
        statement.execute(
            "INSERT INTO account.activity (account_id, at, what) VALUES ('" + id + "', now(), 'SIGN_UP')");
        connection.commit();
        begun.countDown();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the database to a role that may do nothing else. */
  private static PostgresLogin owned(TestDatabase database) throws SQLException {
    PostgresLogin superuser = database.superuser();
    String role = superuser.database() + "_owner";
    execute(superuser, "CREATE ROLE " + role + " LOGIN PASSWORD 'secret';"
        + " ALTER DATABASE " + superuser.database() + " OWNER TO " + role);
    return superuser.as(role, Secret.of("secret"));
  }

  private static Map<String, List<String>> rows(PostgresLogin login) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement()) {
      for (Catalog.Name table : Catalog.tables(connection).keySet()) {
        ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table.quoted() + " t ORDER BY 1");
        List<String> all = new ArrayList<>();
        while (rows.next()) {
          all.add(rows.getString(1));
        }
        tables.put(table.toString(), all);
      }
    }
    return tables;
  }

  private static void execute(PostgresLogin login, String sql, String... values) throws SQLException {
    try (Connection connection = Jdbc.connect(login); PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  private static long number(PostgresLogin login, String sql) throws SQLException {
    try (Connection connection = Jdbc.connect(login); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
