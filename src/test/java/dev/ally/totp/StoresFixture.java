package dev.ally.totp;

import static dev.ally.harness.Answers.answer;

import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.rules.GuessBudget;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The TOTP verticle, and the stores beside it on the same tables. */
final class StoresFixture implements BeforeAllCallback, AfterAllCallback {
  final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private final SecureRandom random = new SecureRandom();
  private final WatchedVertx watched = new WatchedVertx();
  TestDatabase database;
  Pool pool;
  Keyring keyring;
  EventBus bus;
  PgCodeStore codes;
  PgRecoveryStore recoveryCodes;
  PgFactorStore factors;

  @Override
  public void beforeAll(ExtensionContext context) {
    watched.beforeAll(context);
    database = TestDatabase.create();
    pool = database.pool(watched.vertx(), Schema.TOTP);
    bus = watched.vertx().eventBus();
    keyring = Keyring.parse(List.of(Keyring.generateLine(random)));
    codes = new PgCodeStore(pool, new SealedKeys(keyring, random));
    factors = new PgFactorStore(pool);
    recoveryCodes = new PgRecoveryStore(
        pool, new SealedRecoveryCodes(keyring, random),
        new GuessBudget(GuessBudget.Kind.RECOVERY_CODES), random);
    answer(watched.vertx().deployVerticle(new TotpVerticle(
        pool, keyring, clock, random, Optional.empty(),
        () -> Future.succeededFuture(clock.instant()))));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    watched.afterAll(context);
    database.close();
  }

  /** How many guesses are counted against this account. */
  long counted(String budget, UUID account) {
    return database.count("totp." + budget + ", unnest(charges) WHERE account_id = '" + account + "'");
  }
}
