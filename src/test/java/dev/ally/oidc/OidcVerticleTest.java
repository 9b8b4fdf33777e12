package dev.ally.oidc;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.bus.RehearsalBus;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.ReadyRsaKeys;
import dev.ally.harness.SetClock;
import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How {@code oidc} starts, and what it does with its keys. */
class OidcVerticleTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final String line = Keyring.generateLine(RANDOM);
  private final Keyring keyring = Keyring.parse(List.of(line));
  private TestDatabase database;
  private Pool pool;
  private String deployed;

  @BeforeEach
  void connect() {
    ReadyRsaKeys.use();
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.OIDC);
  }

  @AfterEach
  void drop() {
    if (deployed != null) {
      answer(WATCHED.vertx().undeploy(deployed));
    }
    database.close();
  }

  private OidcVerticle deploy(Optional<Bus> bus) {
    OidcVerticle oidc = new OidcVerticle(pool, keyring, TestSettings.of(Map.of()), clock, RANDOM, bus);
    deployed = answer(WATCHED.vertx().deployVerticle(oidc));
    return oidc;
  }

  @Test
  void notesTheKeyThatSealsAndIsReady() {
    answer(deploy(Optional.empty()).ready());
    assertThat(database.count("oidc.sealing_key WHERE id = '" + keyring.sealingId() + "' AND first_used_at = '"
        + clock.instant() + "'")).isEqualTo(1);
  }

  @Test
  void isNotReadyWhereTheDatabaseTakesNoWrites() {
    OidcVerticle oidc = deploy(Optional.empty());
    database.execute("REVOKE DELETE ON oidc.sealing_key FROM ally_oidc");
    assertThat(oidc.ready().toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void takesANewKeyOverAndForgetsTheOldOne() {
    OidcVerticle oidc = deploy(Optional.empty());
    Keyring newer = Keyring.parse(List.of(Keyring.generateLine(RANDOM), line));
    answer(oidc.useKeys(newer));
    assertThat(keyring.sealingId()).isEqualTo(newer.sealingId());
    Optional<UUID> next = Optional.of(Reseal.START);
    while (next.isPresent()) {
      Reseal.Answer some = answer(Reseal.OF_OIDC.ask(WATCHED.vertx(), new Reseal(next.get())));
      assertThat(some.broken()).isZero();
      next = some.next();
    }
    assertThat(database.count("oidc.sealing_key")).isEqualTo(1);
    assertThat(database.count("oidc.sealing_key WHERE id = '" + newer.sealingId() + "'")).isEqualTo(1);
  }

  @Test
  void leavesNothingOfItsRehearsalBehind() {
    deploy(Optional.empty());
    answer(WATCHED.vertx().undeploy(deployed));
    String before = database.dump(Schema.OIDC);
    deploy(Optional.of(new RehearsalBus(Bus.local(WATCHED.vertx()))));
    assertThat(database.dump(Schema.OIDC)).isEqualTo(before);
  }
}
