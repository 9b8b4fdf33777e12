package dev.ally;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountVerticle;
import dev.ally.bus.Unavailable;
import dev.ally.config.PostgresLogin;
import dev.ally.config.Settings;
import dev.ally.config.SettingsRefused;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.oidc.FindKeys;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.database.Pools;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.Ports;
import dev.ally.oidc.OidcVerticle;
import dev.ally.totp.TotpVerticle;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program that deploys the verticles is told when something is missing: what it is, and what to do. */
class MissingPartsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();

  private final Vertx vertx = Vertx.vertx();
  private final Settings settings = Settings.of(Map.of("ALLY_HASH_THREADS", "1"));

  @AfterEach
  void close() {
    answer(vertx.close());
  }

  private static Keyring keyring() {
    return Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  }

  private VerticleBase verticle(Schema schema, PostgresLogin login, Keyring keyring) {
    Pool pool = Pools.open(vertx, login, schema.sqlName(), 2);
    return switch (schema) {
      case ACCOUNT -> new AccountVerticle(pool, keyring, settings, CLOCK, RANDOM);
      case TOTP -> new TotpVerticle(pool, keyring, CLOCK, RANDOM);
      case OIDC -> new OidcVerticle(pool, keyring, settings, CLOCK, RANDOM);
    };
  }

  @ParameterizedTest
  @EnumSource
  void tellsOfAMissingSchema(Schema schema) {
    try (TestDatabase empty = TestDatabase.createEmpty()) {
      assertThatThrownBy(() -> answer(vertx.deployVerticle(verticle(schema, empty.superuser(), keyring()))))
          .isInstanceOf(DatabaseRefused.class)
          .hasMessageContaining("The schema " + schema.sqlName() + " is not there")
          .hasMessageContaining("Migrations.ofAlly().migrate(owner)")
          .hasMessageContaining("java -jar ally.jar migrate");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsOfAnOlderSchema(Schema schema) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("DELETE FROM " + schema.sqlName() + ".flyway_schema_history WHERE version = '1'");

      assertThatThrownBy(() -> answer(vertx.deployVerticle(verticle(schema, database.login(schema), keyring()))))
          .hasMessageContaining("The schema " + schema.sqlName() + " is older than this program: 1 migration(s)")
          .hasMessageContaining("Migrations.ofAlly().migrate(owner)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsOfAMissingKey(Schema schema) {
    try (TestDatabase database = TestDatabase.create()) {
      Keyring first = keyring();
      Keyring other = keyring();
      answer(vertx.undeploy(answer(vertx.deployVerticle(verticle(schema, database.login(schema), first)))));

      assertThatThrownBy(() -> answer(vertx.deployVerticle(verticle(schema, database.login(schema), other))))
          .isInstanceOf(DatabaseRefused.class)
          .hasMessageContaining("The keyring lacks key " + first.sealingId())
          .hasMessageContaining("rows of " + schema.sqlName() + " are sealed")
          .hasMessageContaining("Its keys are " + other.sealingId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsOfALoginOfAnotherSchema(Schema schema) {
    Schema another = schema == Schema.TOTP ? Schema.ACCOUNT : Schema.TOTP;
    try (TestDatabase database = TestDatabase.create()) {
      assertThatThrownBy(() -> answer(vertx.deployVerticle(verticle(schema, database.login(another), keyring()))))
          .isInstanceOf(DatabaseRefused.class)
          .hasMessageContaining("The login may not read the schema " + schema.sqlName());
    }
  }

  @Test
  void tellsOfADatabaseThatIsAway() {
    PostgresLogin nobody = PostgresLogin.of(URI.create("postgresql://a:b@127.0.0.1:" + Ports.free() + "/c"));
    Pool pool = Pools.open(vertx, nobody, "totp", 1);

    assertThatThrownBy(() -> answer(Pools.connect(vertx, pool, Duration.ofMillis(1))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("PostgreSQL did not answer within")
        .hasMessageContaining("Check that it runs");
  }

  @Test
  void tellsOfAVerticleThatIsNotDeployed() {
    assertThatThrownBy(() -> answer(
        FindAuthenticators.OPERATION.ask(vertx.eventBus(), new FindAuthenticators(UUID.randomUUID()))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the verticle totp is not deployed in this Vert.x");
    assertThatThrownBy(() -> answer(FindKeys.OPERATION.ask(vertx.eventBus(), new FindKeys())))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the verticle oidc is not deployed in this Vert.x");
    assertThatThrownBy(() -> answer(
        FindSession.OPERATION.ask(vertx.eventBus(), new FindSession(Secret.token(RANDOM)))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the verticle account is not deployed in this Vert.x");
  }

  @Test
  void tellsOfASettingThatDoesNotExist() {
    assertThatThrownBy(() -> Settings.of(Map.of("ALLY_ISUER", "Example", "ISSUER", "Example")))
        .isInstanceOf(SettingsRefused.class)
        .hasMessage("ALLY_ISUER: is not a setting; ISSUER: is not a setting");
  }
}
