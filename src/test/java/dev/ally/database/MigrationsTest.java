package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.LoginUri;
import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationsTest {
  private static final Migrations MIGRATIONS = new Migrations("migrations");
  private static final Migrations NEWER = new Migrations("migrations-newer");

  private TestDatabase database;
  private PostgresLogin owner;
  private LoginRole account;
  private LoginRole totp;
  private LoginRole oidc;

  @BeforeEach
  void makeAnEmptyDatabase() {
    database = TestDatabase.createEmpty();
    owner = database.superuser();
    account = new LoginRole(Schema.ACCOUNT, owner.as("reader of \"accounts\"", Secret.of("it's a % \\ password")));
    totp = new LoginRole(Schema.TOTP, owner.as("totp; DROP ROLE x", Secret.of("another")));
    oidc = new LoginRole(Schema.OIDC, owner.as("applications", Secret.of("a third")));
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aMigratedSchemaIsCurrent() {
    MIGRATIONS.migrate(owner);
    MIGRATIONS.requireCurrent(owner, Schema.ACCOUNT);
    MIGRATIONS.requireCurrent(owner, Schema.TOTP);
    MIGRATIONS.requireCurrent(owner, Schema.OIDC);
  }

  @Test
  void severalProcessesMayMigrateAtOnce() throws Exception {
    ExecutorService processes = Executors.newFixedThreadPool(4);
    try {
      Callable<Void> migrate = () -> {
        MIGRATIONS.migrate(owner);
        return null;
      };
      for (Future<Void> done : processes.invokeAll(List.of(migrate, migrate, migrate, migrate))) {
        done.get();
      }
    } finally {
      processes.shutdownNow();
    }
    MIGRATIONS.requireCurrent(owner, Schema.TOTP);
  }

  @Test
  void anOlderSchemaIsRefusedAndTheCommandNamed() {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    assertThatThrownBy(() -> NEWER.requireCurrent(account.login(), Schema.ACCOUNT))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("schema account is older")
        .hasMessageContaining("migrate");
  }

  @Test
  void anEmptyDatabaseIsRefusedAndTheCommandNamed() {
    assertThatThrownBy(() -> MIGRATIONS.requireCurrent(owner, Schema.TOTP))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("ally.jar migrate");
  }

  @Test
  void aNewerSchemaIsCurrentForTheOlderProgram() {
    LoginRole.provide(NEWER, owner, List.of(account, totp, oidc));
    MIGRATIONS.requireCurrent(account.login(), Schema.ACCOUNT);
    MIGRATIONS.migrate(owner);
  }

  @Test
  void aSchemaThatWasProvedIsNotLookedThroughAgain() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    try (Connection connection = Jdbc.connect(account.login())) {
      assertThat(MigrationMark.of("migrations", Schema.ACCOUNT).isCurrent(connection)).isTrue();
      assertThat(MigrationMark.of("migrations-newer", Schema.ACCOUNT).isCurrent(connection)).isFalse();
    }
    NEWER.migrate(owner);
    try (Connection connection = Jdbc.connect(account.login())) {
      assertThat(MigrationMark.of("migrations", Schema.ACCOUNT).isCurrent(connection)).isFalse();
      assertThat(MigrationMark.of("migrations-newer", Schema.ACCOUNT).isCurrent(connection)).isTrue();
    }
  }

  @Test
  void aSchemaWhoseHistoryWasChangedByHandIsRefusedThoughItWasProvedBefore() {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    database.execute("UPDATE account.flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
    assertThatThrownBy(() -> MIGRATIONS.requireCurrent(account.login(), Schema.ACCOUNT))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("not what its migrations made");
    assertThatThrownBy(() -> MIGRATIONS.migrate(owner)).isInstanceOf(DatabaseRefused.class);
  }

  @Test
  void anAbsentServerIsNamedWithoutThePassword() {
    PostgresLogin nobody = new PostgresLogin("127.0.0.1", 1, "ally", "ally", Secret.of("hunter2"), owner.encryption(),
        owner.rootCertificate(), owner.scramOnly());
    assertThatThrownBy(() -> MIGRATIONS.migrate(nobody))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessage("No PostgreSQL answers at 127.0.0.1:1");
  }

  @Test
  void eachRoleReadsAndWritesItsSchema() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    run(account, "INSERT INTO account.note (text) VALUES ('a')");
    run(account, "UPDATE account.note SET text = 'b'");
    run(account, "DELETE FROM account.note");
    run(totp, "INSERT INTO totp.note (text) VALUES ('a')");
    run(oidc, "INSERT INTO oidc.note (text) VALUES ('a')");
  }

  @Test
  void tablesOfLaterMigrationsAreOpenToTheRoleToo() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    NEWER.migrate(owner);
    database.execute("CREATE TABLE account.later (id int)");
    run(account, "INSERT INTO account.later VALUES (1)");
    run(account, "INSERT INTO account.note (text, colour) VALUES ('a', 'red')");
  }

  @Test
  void noRoleReachesAnotherSchema() {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    refused(account, "SELECT * FROM totp.note");
    refused(totp, "SELECT * FROM account.note");
    refused(totp, "INSERT INTO account.note (text) VALUES ('a')");
    refused(account, "SELECT * FROM oidc.note");
    refused(totp, "SELECT * FROM oidc.note");
    refused(oidc, "SELECT * FROM account.note");
    refused(oidc, "SELECT * FROM totp.note");
    refused(oidc, "INSERT INTO account.note (text) VALUES ('a')");
  }

  @Test
  void noRoleChangesATableOrTheHistory() {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    refused(account, "CREATE TABLE account.mine (id int)");
    refused(account, "CREATE TABLE public.mine (id int)");
    refused(account, "CREATE SCHEMA mine");
    refused(account, "ALTER TABLE account.note ADD COLUMN mine int");
    refused(account, "DROP TABLE account.note");
    refused(account, "TRUNCATE account.note");
    refused(account, "DELETE FROM account.flyway_schema_history");
    refused(account, "CREATE ROLE mine");
  }

  @Test
  void providingAgainTakesTheNewPasswordAndTakesAwayWhatWasTooMuch() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    database.execute("GRANT USAGE ON SCHEMA totp TO \"reader of \"\"accounts\"\"\"");
    database.execute("GRANT SELECT ON totp.note TO \"reader of \"\"accounts\"\"\"");
    database.execute("GRANT USAGE ON SCHEMA account TO applications");
    database.execute("GRANT SELECT ON account.note TO applications");
    LoginRole changed = new LoginRole(Schema.ACCOUNT, owner.as(account.login().user(), Secret.of("a new one")));
    LoginRole.provide(MIGRATIONS, owner, List.of(changed, totp, oidc));
    run(changed, "SELECT * FROM account.note");
    refused(changed, "SELECT * FROM totp.note");
    refused(oidc, "SELECT * FROM account.note");
  }

  /** An installation that leaves oidc out. */
  @Test
  void twoRolesAndNoThirdAreProvidedAsBefore() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp));
    run(account, "SELECT * FROM account.note");
    run(totp, "SELECT * FROM totp.note");
    refused(account, "SELECT * FROM oidc.note");
    refused(totp, "SELECT * FROM oidc.note");
  }

  @Test
  void anOwnerThatIsNoSuperuserProvidesToo() throws SQLException {
    database.execute("CREATE ROLE plain_owner LOGIN CREATEROLE PASSWORD 'x'");
    database.execute("GRANT CREATE ON DATABASE " + owner.database() + " TO plain_owner");
    PostgresLogin plain = owner.as("plain_owner", Secret.of("x"));
    LoginRole role = new LoginRole(Schema.ACCOUNT, plain.as("plain_account", Secret.of("y")));
    LoginRole.provide(MIGRATIONS, plain, List.of(role));
    LoginRole.provide(MIGRATIONS, plain, List.of(role));
    run(role, "SELECT * FROM account.note");
    refused(role, "SELECT * FROM totp.note");
  }

  @Test
  void theOwnerItselfIsRefusedAsALoginOfLeastPrivilege() {
    assertThatThrownBy(() -> LoginRole.provide(MIGRATIONS, owner, List.of(new LoginRole(Schema.TOTP, owner))))
        .isInstanceOf(DatabaseRefused.class)
        .hasMessageContaining("another than the owner's");
  }

  @Test
  void aSuperuserIsRefusedAsALoginOfLeastPrivilege() {
    database.execute("CREATE ROLE mighty SUPERUSER LOGIN");
    LoginRole mighty = new LoginRole(Schema.TOTP, owner.as("mighty", Secret.of("x")));
    try {
      assertThatThrownBy(() -> LoginRole.provide(MIGRATIONS, owner, List.of(mighty)))
          .isInstanceOf(DatabaseRefused.class)
          .hasMessageContaining("mighty is a superuser");
    } finally {
      database.execute("DROP ROLE mighty");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
  void aDatabaseThatIsNotUtf8IsRefusedByName(String encoding) {
    String name = owner.database() + "_" + encoding.toLowerCase(Locale.ROOT);
    database.execute("CREATE DATABASE " + name + " ENCODING '" + encoding + "' LOCALE 'C' TEMPLATE template0");
    try {
      PostgresLogin other = PostgresLogin.of(URI.create(LoginUri.of(owner).toString()
          .replace("/" + owner.database(), "/" + name)));
      String refusal = "The database " + name + " at " + owner.host() + ":" + owner.port() + " has the encoding "
          + encoding + ", and Ally needs UTF8: ";
      assertThatThrownBy(() -> MIGRATIONS.migrate(other))
          .isInstanceOf(DatabaseRefused.class).hasMessageStartingWith(refusal);
      assertThatThrownBy(() -> MIGRATIONS.requireCurrent(other, Schema.TOTP))
          .isInstanceOf(DatabaseRefused.class).hasMessageStartingWith(refusal);
    } finally {
      database.execute("DROP DATABASE " + name);
    }
  }

  @Test
  void theRolesOwnSessionsHaveWhatAllyNeedsThoughTheyDoNotAskForIt() throws SQLException {
    LoginRole.provide(MIGRATIONS, owner, List.of(account, totp, oidc));
    String url = "jdbc:postgresql://" + owner.host() + ":" + owner.port() + "/" + owner.database();
    try (Connection plain = DriverManager.getConnection(
        url, totp.login().user(), totp.login().password().revealText()); Statement statement = plain.createStatement()) {
      for (var setting : SessionSettings.ofVerticles().entrySet()) {
        try (ResultSet shown = statement.executeQuery(
            "SELECT setting FROM pg_settings WHERE name = '" + setting.getKey() + "'")) {
          shown.next();
          assertThat(shown.getString(1)).as(setting.getKey()).isEqualTo(setting.getValue());
        }
      }
    }
  }

  private static void run(LoginRole role, String sql) throws SQLException {
    try (Connection connection = Jdbc.connect(role.login()); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void refused(LoginRole role, String sql) {
    assertThatThrownBy(() -> run(role, sql))
        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }
}
