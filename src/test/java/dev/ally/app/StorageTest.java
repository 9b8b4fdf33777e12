package dev.ally.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ally.config.DatabaseSettings;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Jdbc;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
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
