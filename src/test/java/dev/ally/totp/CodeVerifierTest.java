package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import dev.ally.totp.rules.GuessBudget;
import dev.ally.totp.rules.RecoveryCode;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Codes and what they change, with the stores beside the verticle on the same tables: what a node left half done when it
 * went away, what is done by one of two at once, and what cannot be changed.
 */
class CodeVerifierTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  private static final SetClock CLOCK = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static TestDatabase database;
  private static EventBus bus;
  private static PgCodeStore codeStore;
  private static PgRecoveryStore recoveryStore;
  private static PgFactorStore factorStore;

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private UUID authenticator;
  private TotpKey key;

  @BeforeAll
  static void deploy() {
    database = TestDatabase.create();
    bus = WATCHED.vertx().eventBus();
    Pool pool = database.pool(WATCHED.vertx(), Schema.TOTP);
    Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
    codeStore = new PgCodeStore(pool, new SealedKeys(keyring, RANDOM));
    factorStore = new PgFactorStore(pool);
    recoveryStore = new PgRecoveryStore(
        pool, new SealedRecoveryCodes(keyring, RANDOM),
        new GuessBudget(GuessBudget.Kind.RECOVERY_CODES), RANDOM);
    answer(WATCHED.vertx().deployVerticle(new TotpVerticle(
        pool, keyring, CLOCK, RANDOM, Optional.empty(), () -> Future.succeededFuture(CLOCK.instant()))));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void enrol() {
    enrol(account);
    CLOCK.pass(Duration.ofMinutes(5));
  }

  private void enrol(UUID accountId) {
    PendingKey pending = answer(BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(accountId, session)));
    authenticator = pending.id();
    key = AppKey.of(pending);
    answer(ConfirmEnrolment.OPERATION.ask(
        bus, new ConfirmEnrolment(UUID.randomUUID(), accountId, session, pending.id(), now())));
  }

  private Secret now() {
    return AppKey.codeAt(key, CLOCK.instant());
  }

  private Secret wrong() {
    return AppKey.wrongAt(key, CLOCK.instant());
  }

  private CodeVerdict verify(UUID operationId, Secret code) {
    return answer(VerifyCode.OPERATION.ask(bus, new VerifyCode(operationId, account, code)));
  }

  private ShownRecoveryCodes shown(UUID accountId) {
    return answer(FindRecoveryCodes.OPERATION.ask(bus, new FindRecoveryCodes(accountId, session)))
        .shown().orElseThrow();
  }

  /** How many guesses are counted against this account. */
  private long counted(String budget) {
    return database.count("totp." + budget + ", unnest(charges) WHERE account_id = '" + account + "'");
  }

  @Test
  void aCodeThatWasCountedAndNotLookedAtIsLookedAtWhenItIsAskedAgain() {
    UUID operationId = UUID.randomUUID();
    answer(codeStore.charge(account, operationId, CLOCK.instant(), false));
    assertThat(counted("guess_budget")).isEqualTo(1);
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(counted("guess_budget")).isZero();
  }

  @Test
  void aCodeThatWasCountedIsLookedAtAsOfThen() {
    CLOCK.set(Instant.ofEpochSecond(CLOCK.instant().getEpochSecond() / 30 * 30 + 31));
    UUID operationId = UUID.randomUUID();
    answer(codeStore.charge(account, operationId, CLOCK.instant(), false));
    CLOCK.pass(Duration.ofSeconds(59));
    assertThat(verify(operationId, now()).verdict()).as("two steps later").isEqualTo(Verdict.WRONG);
    assertThat(counted("guess_budget")).isEqualTo(1);
  }

  @Test
  void aCodeThatWasCountedIsNeverLookedAtAgainLongAfter() {
    UUID operationId = UUID.randomUUID();
    assertThat(verify(operationId, wrong()).verdict()).isEqualTo(Verdict.WRONG);
    CLOCK.pass(Duration.ofDays(2));
    answer(new PgUpkeep(database.pool(WATCHED.vertx(), Schema.TOTP)).sweep(CLOCK.instant()));
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.GIVEN_UP);
    assertThat(counted("guess_budget")).isEqualTo(1);
  }

  @Test
  void aWrongCodeThatWasCountedAndNotLookedAtStaysCountedOnce() {
    UUID operationId = UUID.randomUUID();
    answer(codeStore.charge(account, operationId, CLOCK.instant(), false));
    assertThat(verify(operationId, wrong()).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(counted("guess_budget")).isEqualTo(1);
  }

  @Test
  void aRecoveryCodeThatWasCountedAndNotLookedAtIsLookedAtWhenItIsAskedAgain() {
    UUID operationId = UUID.randomUUID();
    Secret code = shown(account).codes().get(0);
    RecoveryCode typed = RecoveryCode.typed(code).orElseThrow();
    assertThat(answer(recoveryStore.charge(account, operationId, typed, CLOCK.instant(), false))).isPresent();
    assertThat(answer(recoveryStore.charge(account, operationId, typed, CLOCK.instant(), false))).as("once").isEmpty();
    assertThat(counted("recovery_budget")).isEqualTo(1);
    assertThat(verify(operationId, code)).isEqualTo(CodeVerdict.of(Verdict.ACCEPTED).byRecoveryCode());
    assertThat(counted("recovery_budget")).isZero();
  }

  @Test
  void noWaitIsToldShorterThanASecond() {
    for (int i = 0; i < 5; i++) {
      verify(UUID.randomUUID(), wrong());
    }
    CLOCK.pass(Duration.ofMillis(29_999));
    assertThat(verify(UUID.randomUUID(), now())).isEqualTo(CodeVerdict.waitFor(Duration.ofSeconds(1)));
  }

  @Test
  void aStepIsSpentByOneOfTwoThatFoundItRight() {
    long step = key.stepAt(CLOCK.instant());
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    assertThat(answer(codeStore.accept(account, first, authenticator, step, CLOCK.instant()))).isTrue();
    assertThat(answer(codeStore.accept(account, second, authenticator, step, CLOCK.instant()))).isFalse();
    assertThat(answer(codeStore.accept(account, second, authenticator, step - 1, CLOCK.instant()))).isFalse();
    assertThat(answer(codeStore.decide(second, account, OperationOutcome.SPENT, CLOCK.instant())))
        .isEqualTo(OperationOutcome.SPENT);
  }

  @Test
  void theLastAuthenticatorIsNotRemovedAloneAndItsCodeNotSpentForThat() {
    Proof proof = new Proof.Step(authenticator, key.stepAt(CLOCK.instant()));
    UUID operationId = UUID.randomUUID();
    assertThat(answer(factorStore.removeOne(account, operationId, authenticator, proof, CLOCK.instant()))).isFalse();
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void noCodeIsSpentToReplaceAnAuthenticatorThatIsNotThere() {
    UUID nobodys = UUID.randomUUID();
    assertThat(answer(BeginFurtherEnrolment.OPERATION.ask(bus, new BeginFurtherEnrolment(
        UUID.randomUUID(), account, session, now(), Optional.of(false), "Work phone", Optional.of(nobodys)))).verdict())
        .isEqualTo(Verdict.NOT_ENROLLED);
    assertThat(verify(UUID.randomUUID(), now()).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  /** Or it would be enough to save the first. */
  @Test
  void anyOfTheRecoveryCodesMayBeAskedFor() {
    Set<Integer> asked = new TreeSet<>();
    for (int i = 0; i < 200 && asked.size() < RecoveryCode.MADE_AT_ONCE; i++) {
      UUID somebody = UUID.randomUUID();
      enrol(somebody);
      asked.add(shown(somebody).asked());
    }
    assertThat(asked).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }
}
