package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.TestDatabase;
import dev.ally.harness.AllyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands of the finished jar, on the embedded database and on one of the operator's own. */
final class OperatorIT {
  private static final String PASSWORD = "correct horse battery staple\n";

  @TempDir Path directory;

  @Test
  void anAccountIsMadeWithoutAServerAndTheDatabaseStopsAfterwards() throws Exception {
    try (AllyProcess created = create(AllyProcess.in(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      assertThat(created.out().lines()).containsExactly("The account of a@example.org was made.");
      assertThat(created.err()).isEmpty();
      assertThat(directory.resolve("ally-data/postgres/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void besideARunningServerItsDatabaseIsUsed() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).start().awaitReady();
        AllyProcess created = create(AllyProcess.in(directory), "a@example.org", PASSWORD)) {
      assertThat(created.exit()).isZero();
      try (AllyProcess reset = AllyProcess.in(directory).start("account", "reset-2fa", "--email", "a@example.org")) {
        assertThat(reset.exit()).isZero();
        assertThat(reset.out().lines()).containsExactly("Two-factor was off already for a@example.org.");
        assertThat(reset.err()).isEmpty();
      }
      assertThat(ally.isReady()).isTrue();
    }
  }

  @Test
  void aRefusedAccountIsOneLineOnStandardError() throws Exception {
    try (AllyProcess created = create(AllyProcess.in(directory), "a@example.org", "short\n")) {
      assertThat(created.exit()).isEqualTo(1);
      assertThat(created.out()).isEmpty();
      assertThat(created.err().lines()).containsExactly("No account was made: the password is too short");
    }
    try (AllyProcess reset = AllyProcess.in(directory).start("account", "reset-2fa", "--email", "a@example.org")) {
      assertThat(reset.exit()).isEqualTo(1);
      assertThat(reset.err().lines()).containsExactly("There is no account of a@example.org");
    }
  }

  @Test
  void anEmptyDatabaseIsMigratedOnceAndThenServedByLeastPrivilege() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      String account = login(database, "it_account").revealUri().toString();
      String totp = login(database, "it totp").revealUri().toString();
      try (AllyProcess early = leastPrivilege(account, totp).start("serve")) {
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err().lines()).hasSize(1);
      }
      for (int time = 1; time <= 2; time++) {
        try (AllyProcess migrated = leastPrivilege(account, totp)
            .with("ALLY_DATABASE_URI", database.superuserUri().toString()).start("migrate")) {
          assertThat(migrated.exit()).as(migrated.err()).isZero();
          assertThat(migrated.err()).isEmpty();
        }
      }
      try (AllyProcess ally = leastPrivilege(account, totp).start("serve").awaitReady()) {
        assertThat(ally.get("/login").statusCode()).isEqualTo(200);
        assertThat(directory.resolve("ally-data/postgres")).doesNotExist();
        try (AllyProcess created = create(leastPrivilege(account, totp), "a@example.org", PASSWORD)) {
          assertThat(created.exit()).as(created.err()).isZero();
        }
        assertThat(ally.terminate().exit()).isZero();
      }
    }
  }

  @Test
  void anOlderSchemaIsNamedWithTheCommandThatMendsIt() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("DELETE FROM totp.flyway_schema_history");
      try (AllyProcess ally =
          leastPrivilege(database.accountUri().toString(), database.totpUri().toString()).start("serve")) {
        assertThat(ally.exit()).isEqualTo(1);
        assertThat(ally.err().lines()).singleElement().asString()
            .contains("schema totp is older").contains("ally.jar migrate");
      }
    }
  }

  @Test
  void oneLoginForEverythingMigratesByItselfAndSaysSo() throws Exception {
    try (TestDatabase database = TestDatabase.createEmpty()) {
      Path uri = Files.writeString(directory.resolve("uri"), database.superuserUri() + "\n");
      Path config = Files.writeString(directory.resolve("ally.conf"), "ALLY_DATABASE_URI_FILE=" + uri + "\n");
      try (AllyProcess ally =
          AllyProcess.in(directory).start("serve", "--config", config.toString()).awaitReady()) {
        assertThat(ally.out()).contains("ALLY_DATABASE_URI is the login for everything");
        assertThat(ally.isReady()).isTrue();
      }
    }
  }

  @Test
  void migrateWithoutADatabaseOfOnesOwnIsRefused() throws Exception {
    try (AllyProcess migrated = AllyProcess.in(directory).start("migrate")) {
      assertThat(migrated.exit()).isEqualTo(1);
      assertThat(migrated.err().lines()).singleElement().asString().startsWith("ALLY_DATABASE_URI: ");
    }
  }

  @Test
  void aCommandThatCannotBeUnderstoodExitsWithTwo() throws Exception {
    try (AllyProcess odd = AllyProcess.in(directory).start("account", "create", "--email", "a")) {
      assertThat(odd.exit()).isEqualTo(2);
    }
  }

  private AllyProcess.Builder leastPrivilege(String account, String totp) throws IOException {
    return AllyProcess.in(directory)
        .with("ALLY_ACCOUNT_DATABASE_URI", account).with("ALLY_TOTP_DATABASE_URI", totp);
  }

  private static PostgresLogin login(TestDatabase database, String user) {
    return database.superuser().as(user, Secret.of("pass: wörd/%"));
  }

  private static AllyProcess create(AllyProcess.Builder builder, String email, String typed) throws IOException {
    return builder.typing(typed).start("account", "create", "--email", email, "--name", "A", "--password-stdin");
  }
}
