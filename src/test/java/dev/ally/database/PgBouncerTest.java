package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ally.app.Storage;
import dev.ally.config.DatabaseSettings;
import dev.ally.config.LoginUri;
import dev.ally.config.PostgresLogin;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Answers;
import dev.ally.harness.PgBouncer;
import dev.ally.harness.Walk;
import dev.ally.harness.WholeServer;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through the real PgBouncer, with its own defaults. */
final class PgBouncerTest {
  private static final int KEEPS_PREPARED_STATEMENTS = 121;

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void peopleSignUpEnrolAndLogIn(String mode) throws Exception {
    needs(mode);
    try (TestDatabase any = TestDatabase.create();
        PgBouncer bouncer = PgBouncer.start(
            mode, any.login(Schema.ACCOUNT), any.login(Schema.TOTP), any.login(Schema.OIDC))) {
      WholeServer ally = WholeServer.plain().through(bouncer::through);
      ally.open();
      try {
        Walk.through(ally);
      } finally {
        ally.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void itIsMigratedAndItsLoginsHaveWhatAllyNeeds(String mode) throws Exception {
    needs(mode);
    try (TestDatabase empty = TestDatabase.createEmpty()) {
      String suffix = empty.superuser().database();
      PostgresLogin account = empty.superuser().as("account_" + suffix, Secret.of("one"));
      PostgresLogin totp = empty.superuser().as("totp_" + suffix, Secret.of("two"));
      try (PgBouncer bouncer = PgBouncer.start(mode, empty.superuser(), account, totp)) {
        DatabaseSettings database = new DatabaseSettings(
            Optional.of(LoginUri.of(bouncer.through(empty.superuser()))),
            Optional.of(LoginUri.of(bouncer.through(account))), Optional.of(LoginUri.of(bouncer.through(totp))),
            Optional.empty(), 4);
        Storage.migrate(database);
        Storage.migrate(database);
        Storage storage = Storage.openShared(database, Set.of(Schema.ACCOUNT, Schema.TOTP));
        assertThat(storage.sealingKeys(Schema.TOTP)).isEmpty();
        needsOfASession(storage.login(Schema.TOTP));
      } finally {
        empty.execute("DROP OWNED BY account_" + suffix + ", totp_" + suffix);
        empty.execute("DROP ROLE account_" + suffix + ", totp_" + suffix);
      }
    }
  }

  @Test
  void aConnectionThatTheServerEndedIsReplaced() throws Exception {
    needs("session");
    Vertx vertx = Vertx.vertx();
    try (TestDatabase any = TestDatabase.create(); PgBouncer bouncer = PgBouncer.start("session", any.superuser())) {
      Pool pool = Pools.open(vertx, bouncer.through(any.superuser()), "test", 1);
      Answers.answer(Pools.connect(vertx, pool, Pools.START_PATIENCE), Pools.START_PATIENCE.multipliedBy(2));
      any.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ally test'");
      Answers.answer(Pools.connect(vertx, pool, Pools.START_PATIENCE), Pools.START_PATIENCE.multipliedBy(2));
    } finally {
      Answers.answer(vertx.close());
    }
  }

  private static void needsOfASession(PostgresLogin login) {
    Vertx vertx = Vertx.vertx();
    try {
      Pool pool = Pools.open(vertx, login, "test", 4);
      Answers.answer(TestDatabase.fill(vertx, pool, 4), Pools.START_PATIENCE.multipliedBy(4));
      Map<String, String> needed = Map.of(
          "default_transaction_isolation", "read committed", "statement_timeout", "5s", "plan_cache_mode",
          "force_generic_plan", "enable_seqscan", "off", "jit", "off", "idle_in_transaction_session_timeout", "10s");
      needed.forEach((name, value) -> {
        for (var shown : Answers.atOnce(4, () -> pool.query("SHOW " + name).execute())) {
          assertThat(shown.iterator().next().getString(0)).as(name).isEqualTo(value);
        }
      });
    } finally {
      Answers.answer(vertx.close());
    }
  }

  /** Transaction mode wants statements that outlive their transaction, which PgBouncer keeps from 1.21 on. */
  private static void needs(String mode) throws Exception {
    int version = PgBouncer.version();
    assumeTrue(mode.equals("session") || version >= KEEPS_PREPARED_STATEMENTS, "PgBouncer is older than 1.21");
  }
}
