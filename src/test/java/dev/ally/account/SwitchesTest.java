package dev.ally.account;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.PgIntentStore.Kind;
import dev.ally.config.Limits;
import dev.ally.contract.Bus;
import dev.ally.contract.Failed;
import dev.ally.contract.SettleOperation;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.database.Schema;
import dev.ally.database.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Switches that were left open, because a node went away or an answer was lost. */
class SwitchesTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  /** Operations that {@code totp} has done, and those that it cannot tell of. */
  private static final Set<UUID> DONE = ConcurrentHashMap.newKeySet();
  private static final Set<UUID> FAILING = ConcurrentHashMap.newKeySet();
  private static TestDatabase database;
  private static Pool pool;

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private PgIntentStore intents;
  private Switches switches;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    answer(new PgUpkeep(pool, Limits.PROMISED, Duration.ofDays(400)).useKey(KEYRING, Instant.EPOCH));
    SettleOperation.OPERATION.serve(Bus.local(WATCHED.vertx()), question -> FAILING.contains(question.operationId())
        ? Future.failedFuture(new IllegalStateException("its row does not open"))
        : Future.succeededFuture(new SettleOperation.Answer(DONE.contains(question.operationId()))));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() {
    FAILING.clear();
    intents = new PgIntentStore(pool);
    switches =
        new Switches(WATCHED.vertx(), Bus.local(WATCHED.vertx()), intents, new PgAccountStore(pool), clock);
  }

  /** The operation of a switch that somebody began and nobody ended. */
  private UUID leftOpen() {
    UUID accountId = UUID.randomUUID();
    Sealed sealed = new SealedPasswords(KEYRING, RANDOM).seal(accountId, "hash");
    answer(new PgAccountStore(pool).create(
        accountId, EmailAddress.of(accountId + "@example.org"), "Ada", sealed, clock.instant()));
    UUID operationId = UUID.randomUUID();
    assertThat(answer(intents.open(operationId, accountId, Kind.ACTIVATE, Optional.empty(), clock.instant()))).isTrue();
    clock.pass(Duration.ofMillis(1));
    return operationId;
  }

  private Optional<Boolean> outcome(UUID operationId) {
    return answer(intents.find(operationId)).orElseThrow().done();
  }

  @Test
  void areAllSettledThoughOneCannotBe() {
    UUID first = leftOpen();
    UUID stuck = leftOpen();
    UUID last = leftOpen();
    DONE.add(last);
    FAILING.add(stuck);
    clock.pass(Switches.IN_HAND);
    assertThatThrownBy(() -> answer(switches.settleAll())).isInstanceOf(Failed.class);
    assertThat(outcome(first)).contains(false);
    assertThat(outcome(stuck)).isEmpty();
    assertThat(outcome(last)).contains(true);
    FAILING.clear();
    answer(switches.settleAll());
    assertThat(outcome(stuck)).contains(false);
  }

  @Test
  void areLeftToWhoeverHasThemInHand() {
    UUID young = leftOpen();
    answer(switches.settleAll());
    assertThat(outcome(young)).isEmpty();
    clock.pass(Switches.IN_HAND);
    answer(switches.settleAll());
    assertThat(outcome(young)).contains(false);
  }
}
