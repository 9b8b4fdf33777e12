package dev.ally.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ally.config.DatabaseSettings;
import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StorageTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestDatabase database;

  @BeforeEach
  void makeADatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void withALoginForEachOfTwoSchemasThereIsNoThird() throws Exception {
    Settings settings = Settings.of(Map.of(
        "ALLY_ACCOUNT_DATABASE_URI", database.accountUri().toString(),
        "ALLY_TOTP_DATABASE_URI", database.totpUri().toString()));
    try (Storage two = Storage.open(settings, new SecureRandom())) {
      assertThat(two.schemas()).containsExactlyInAnyOrder(Schema.ACCOUNT, Schema.TOTP);
    }
    settings = Settings.of(Map.of(
        "ALLY_ACCOUNT_DATABASE_URI", database.accountUri().toString(),
        "ALLY_TOTP_DATABASE_URI", database.totpUri().toString(),
        "ALLY_OIDC_DATABASE_URI", database.oidcUri().toString()));
    try (Storage three = Storage.open(settings, new SecureRandom())) {
      assertThat(three.schemas()).containsExactlyInAnyOrder(Schema.values());
      assertThat(three.login(Schema.OIDC)).isEqualTo(PostgresLogin.of(database.oidcUri()));
    }
  }

  @Test
  void oneLoginIsForEverySchema() throws Exception {
    Settings settings = Settings.of(Map.of("ALLY_DATABASE_URI", database.superuserUri().toString()));
    try (Storage one = Storage.open(settings, new SecureRandom())) {
      assertThat(one.schemas()).containsExactlyInAnyOrder(Schema.values());
    }
  }

  @Test
  void migrateTakesNoLoginForTwoSchemas() {
    DatabaseSettings twice = new DatabaseSettings(
        Optional.of(database.superuserUri()), Optional.of(database.accountUri()), Optional.of(database.totpUri()),
        Optional.of(database.accountUri()), 1);
    assertThatThrownBy(() -> Storage.migrate(twice)).isInstanceOf(DatabaseRefused.class).hasMessage(
        "ALLY_OIDC_DATABASE_URI: must name another login than ALLY_ACCOUNT_DATABASE_URI, one for each schema");
  }

  @Test
  void whoAsksForTheSealingKeysIsNotKeptWaitingForGood() throws Exception {
    Storage storage = Storage.openShared(
        new DatabaseSettings(
            Optional.empty(), Optional.empty(), Optional.of(database.totpUri()), Optional.empty(), 1),
        Set.of(Schema.TOTP));
    assertThat(storage.sealingKeys(Schema.TOTP)).isEmpty();
    try (Connection other = Jdbc.connect(database.superuser()); Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE totp.sealing_key");
      assertTimeoutPreemptively(PATIENCE, () ->
          assertThatThrownBy(() -> storage.sealingKeys(Schema.TOTP, LIMIT))
              .isInstanceOf(DatabaseRefused.class).hasMessageStartingWith("No PostgreSQL answers"));
    }
  }
}
