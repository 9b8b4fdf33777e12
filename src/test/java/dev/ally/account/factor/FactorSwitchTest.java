package dev.ally.account.factor;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.PgUpkeep;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Bus;
import dev.ally.bus.Failed;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FactorSwitch that were left open, because a node went away or an answer was lost. */
class FactorSwitchTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Keyring KEYRING = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
  /** Operations that {@code totp} has done, and those that it cannot tell of. */
  private static final Set<UUID> DONE = ConcurrentHashMap.newKeySet();
  private static final Set<UUID> BY_RECOVERY_CODE = ConcurrentHashMap.newKeySet();
  private static final Set<UUID> FAILING = ConcurrentHashMap.newKeySet();
  private static TestDatabase database;
  private static Pool pool;

  private final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private PgIntentStore intents;
  private FactorSwitch factorSwitch;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    pool = database.pool(WATCHED.vertx(), Schema.ACCOUNT);
    answer(new PgUpkeep(pool, Duration.ofDays(400)).useKey(KEYRING, Instant.EPOCH));
    SettleOperation.OPERATION.serve(Bus.local(WATCHED.vertx()), question -> FAILING.contains(question.operationId())
        ? Future.failedFuture(new IllegalStateException("its row does not open"))
        : Future.succeededFuture(new SettleOperation.Answer(
            DONE.contains(question.operationId()), BY_RECOVERY_CODE.contains(question.operationId()))));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() {
    FAILING.clear();
    intents = new PgIntentStore(pool);
    factorSwitch =
        new FactorSwitch(WATCHED.vertx(), Bus.local(WATCHED.vertx()), intents, new PgAccountStore(pool), clock);
  }

  private UUID account() {
    UUID accountId = UUID.randomUUID();
    Sealed sealed = new SealedPasswords(KEYRING, RANDOM).seal(accountId, "hash");
    answer(new PgAccountStore(pool).create(
        accountId, EmailAddress.of(accountId + "@example.org"), "Ada", sealed, clock.instant()));
    return accountId;
  }

  /** The operation of a switch that was begun and not ended. */
  private UUID leftOpen() {
    return leftOpen(account());
  }

  private UUID leftOpen(UUID accountId) {
    UUID operationId = UUID.randomUUID();
    assertThat(answer(intents.open(
        new PgIntentStore.Opening(
            operationId, accountId, Kind.ACTIVATE, Optional.empty(), Optional.empty(), RequestInfo.UNKNOWN),
        clock.instant()))).isTrue();
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
    clock.pass(FactorSwitch.SETTLE_AFTER);
    assertThatThrownBy(() -> answer(factorSwitch.settleAll())).isInstanceOf(Failed.class);
    assertThat(outcome(first)).contains(false);
    assertThat(outcome(stuck)).isEmpty();
    assertThat(outcome(last)).contains(true);
    FAILING.clear();
    answer(factorSwitch.settleAll());
    assertThat(outcome(stuck)).contains(false);
  }

  @Test
  void areLeftToWhoeverHasThemInHand() {
    UUID young = leftOpen();
    answer(factorSwitch.settleAll());
    assertThat(outcome(young)).isEmpty();
    clock.pass(FactorSwitch.SETTLE_AFTER);
    answer(factorSwitch.settleAll());
    assertThat(outcome(young)).contains(false);
  }

  @Test
  void noteARecoveryCodeThatWasUsedForOneThatIsSettled() {
    UUID accountId = account();
    UUID open = leftOpen(accountId);
    DONE.add(open);
    BY_RECOVERY_CODE.add(open);
    clock.pass(FactorSwitch.SETTLE_AFTER);
    answer(factorSwitch.settleAll());
    assertThat(database.count("account.activity WHERE what = 'RECOVERY_CODE_USED' AND account_id = '" + accountId + "'"))
        .isEqualTo(1);
  }

  private Versions versions(UUID accountId) {
    return answer(new PgAccountStore(pool).versions(accountId)).orElseThrow();
  }

  private Optional<String> make(UUID operationId, UUID accountId, String totpSays) {
    return answer(factorSwitch.make(
        operationId, accountId, Kind.ACTIVATE, Optional.empty(), RequestInfo.UNKNOWN,
        id -> Future.succeededFuture(totpSays),
        answer -> FactorSwitch.Made.when(answer.equals("done"))));
  }

  @Test
  void raiseTheVersionOnceWhenTheyAreMade() {
    UUID accountId = account();
    UUID operationId = UUID.randomUUID();
    assertThat(make(operationId, accountId, "done")).contains("done");
    assertThat(make(operationId, accountId, "done")).as("once more").isEmpty();
    assertThat(versions(accountId).factorVersion()).isEqualTo(2);
    assertThat(versions(accountId).openIntent()).isEmpty();
    assertThat(outcome(operationId)).contains(true);
  }

  @Test
  void changeNothingWhenTheyAreNotMade() {
    UUID accountId = account();
    UUID operationId = UUID.randomUUID();
    assertThat(make(operationId, accountId, "wrong")).contains("wrong");
    assertThat(versions(accountId)).isEqualTo(new Versions(accountId, 1, 1, Optional.empty()));
    assertThatThrownBy(() -> make(operationId, accountId, "done")).as("once more").isInstanceOf(Unavailable.class);
    assertThat(make(UUID.randomUUID(), accountId, "done")).contains("done");
  }

  @Test
  void waitForOneThatIsInHandAndSettleOneThatIsNot() {
    UUID accountId = account();
    UUID open = leftOpen(accountId);
    assertThatThrownBy(() -> make(UUID.randomUUID(), accountId, "done")).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> answer(factorSwitch.settled(versions(accountId)))).isInstanceOf(Unavailable.class);
    assertThat(outcome(open)).isEmpty();
    DONE.add(open);
    clock.pass(FactorSwitch.SETTLE_AFTER);
    Versions settled = answer(factorSwitch.settled(versions(accountId)));
    assertThat(settled).isEqualTo(new Versions(accountId, 1, 2, Optional.empty()));
    assertThat(make(UUID.randomUUID(), accountId, "done")).contains("done");
  }

  @Test
  void goOnAsSoonAsAnotherIsEnded() {
    UUID accountId = account();
    UUID open = leftOpen(accountId);
    Future<Optional<String>> waiting = factorSwitch.make(
        UUID.randomUUID(), accountId, Kind.ACTIVATE, Optional.empty(), RequestInfo.UNKNOWN,
        id -> Future.succeededFuture("done"),
        answer -> FactorSwitch.Made.when(answer.equals("done")));
    answer(intents.giveUp(open));
    assertThat(answer(waiting)).contains("done");
  }

  @Test
  void areAnsweredAlikeToWhoeverAsksAgainWhileTheyAreMade() {
    UUID accountId = account();
    UUID operationId = UUID.randomUUID();
    Promise<String> totpSays = Promise.promise();
    List<Future<Optional<String>>> both = Stream.generate(() -> factorSwitch.make(
        operationId, accountId, Kind.ACTIVATE, Optional.empty(), RequestInfo.UNKNOWN,
        id -> totpSays.future(),
        answer -> FactorSwitch.Made.when(answer.equals("done")))).limit(2).toList();
    totpSays.complete("done");
    assertThat(both.stream().map(one -> answer(one)).toList())
        .containsExactlyInAnyOrder(Optional.of("done"), Optional.empty());
  }

  @Test
  void areNotMadeForNobody() {
    assertThatThrownBy(() -> make(UUID.randomUUID(), UUID.randomUUID(), "done")).isInstanceOf(Unavailable.class);
  }

  private Optional<String> makeOf(Versions then) {
    return answer(factorSwitch.makeOf(
        then, UUID.randomUUID(), Kind.TWO_FACTOR_UNDO, AccountFixture.requestInfo(),
        id -> Future.succeededFuture("done"),
        answer -> FactorSwitch.Made.when(answer.equals("done"))));
  }

  @Test
  void areMadeOfTheAccountAsItWasThenOrNotAtAll() {
    UUID accountId = account();
    Versions then = versions(accountId);
    assertThat(make(UUID.randomUUID(), accountId, "done")).contains("done");
    assertThatThrownBy(() -> makeOf(then)).isInstanceOf(Unavailable.class);
    assertThat(versions(accountId)).isEqualTo(new Versions(accountId, 1, 2, Optional.empty()));
    assertThat(makeOf(versions(accountId))).contains("done");
    assertThat(versions(accountId)).isEqualTo(new Versions(accountId, 1, 3, Optional.empty()));
  }

  @Test
  void areNotWaitedForOnceTheyAreEndedOrForgotten() {
    UUID accountId = account();
    UUID ended = UUID.randomUUID();
    make(ended, accountId, "done");
    Versions now = new Versions(accountId, 1, 2, Optional.empty());
    for (UUID seenOpen : List.of(ended, UUID.randomUUID())) {
      assertThat(answer(factorSwitch.settled(new Versions(accountId, 1, 1, Optional.of(seenOpen))))).isEqualTo(now);
    }
  }
}
