package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.RecoveryCode;
import dev.ally.totp.rules.TotpKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Codes and what they change, with the stores beside the verticle on the same tables: what a node left half done when it
 * went away, what is done by one of two at once, and what cannot be changed.
 */
class CodeVerifierTest {
  @RegisterExtension static final StoresFixture TOTP = new StoresFixture();


  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();
  private UUID authenticator;
  private TotpKey key;

  @BeforeEach
  void enrol() {
    enrol(account);
    TOTP.clock.pass(Duration.ofMinutes(5));
  }

  private void enrol(UUID accountId) {
    PendingKey pending = answer(BeginEnrolment.OPERATION.ask(TOTP.bus, new BeginEnrolment(accountId, session)));
    authenticator = pending.id();
    key = AppKey.of(pending);
    answer(ConfirmEnrolment.OPERATION.ask(
        TOTP.bus, new ConfirmEnrolment(UUID.randomUUID(), accountId, session, pending.id(), now())));
  }

  private Secret now() {
    return AppKey.codeAt(key, TOTP.clock.instant());
  }

  private Secret wrong() {
    return AppKey.wrongAt(key, TOTP.clock.instant());
  }

  private CodeVerdict verify(UUID operationId, Secret code) {
    return answer(VerifyCode.OPERATION.ask(TOTP.bus, new VerifyCode(operationId, account, code)));
  }

  private ShownRecoveryCodes shown(UUID accountId) {
    return answer(FindRecoveryCodes.OPERATION.ask(TOTP.bus, new FindRecoveryCodes(accountId, session)))
        .shown().orElseThrow();
  }

  @Test
  void aCodeThatWasCountedAndNotLookedAtIsLookedAtWhenItIsAskedAgain() {
    UUID operationId = UUID.randomUUID();
    answer(TOTP.codes.charge(account, operationId, TOTP.clock.instant(), false, 6));
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(1);
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(TOTP.counted("guess_budget", account)).isZero();
  }

  @Test
  void aCodeThatWasCountedIsLookedAtAsOfThen() {
    TOTP.clock.set(Instant.ofEpochSecond(TOTP.clock.instant().getEpochSecond() / 30 * 30 + 31));
    UUID operationId = UUID.randomUUID();
    answer(TOTP.codes.charge(account, operationId, TOTP.clock.instant(), false, 6));
    TOTP.clock.pass(Duration.ofSeconds(59));
    assertThat(verify(operationId, now()).verdict()).as("two steps later").isEqualTo(Verdict.WRONG);
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(1);
  }

  @Test
  void aCodeThatWasCountedIsNeverLookedAtAgainLongAfter() {
    UUID operationId = UUID.randomUUID();
    assertThat(verify(operationId, wrong()).verdict()).isEqualTo(Verdict.WRONG);
    TOTP.clock.pass(Duration.ofDays(2));
    answer(new PgUpkeep(TOTP.pool).sweep(TOTP.clock.instant()));
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.GIVEN_UP);
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(1);
  }

  @Test
  void aWrongCodeThatWasCountedAndNotLookedAtStaysCountedOnce() {
    UUID operationId = UUID.randomUUID();
    answer(TOTP.codes.charge(account, operationId, TOTP.clock.instant(), false, 6));
    assertThat(verify(operationId, wrong()).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(TOTP.counted("guess_budget", account)).isEqualTo(1);
  }

  @Test
  void aRecoveryCodeThatWasCountedAndNotLookedAtIsLookedAtWhenItIsAskedAgain() {
    UUID operationId = UUID.randomUUID();
    Secret code = shown(account).codes().get(0);
    RecoveryCode typed = RecoveryCode.typed(code).orElseThrow();
    assertThat(answer(TOTP.recoveryCodes.charge(account, operationId, typed, TOTP.clock.instant(), false))).isPresent();
    assertThat(answer(TOTP.recoveryCodes.charge(account, operationId, typed, TOTP.clock.instant(), false)))
        .as("once").isEmpty();
    assertThat(TOTP.counted("recovery_budget", account)).isEqualTo(1);
    assertThat(verify(operationId, code)).isEqualTo(CodeVerdict.of(Verdict.ACCEPTED).byRecoveryCode());
    assertThat(TOTP.counted("recovery_budget", account)).isZero();
  }

  @Test
  void noWaitIsToldShorterThanASecond() {
    for (int i = 0; i < 5; i++) {
      verify(UUID.randomUUID(), wrong());
    }
    TOTP.clock.pass(Duration.ofMillis(29_999));
    assertThat(verify(UUID.randomUUID(), now())).isEqualTo(CodeVerdict.waitFor(Duration.ofSeconds(1)));
  }

  @Test
  void aStepIsSpentByOneOfTwoThatFoundItRight() {
    long step = key.stepAt(TOTP.clock.instant());
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    assertThat(answer(TOTP.codes.accept(account, first, authenticator, step, TOTP.clock.instant()))).isPresent();
    assertThat(answer(TOTP.codes.accept(account, second, authenticator, step, TOTP.clock.instant()))).isEmpty();
    assertThat(answer(TOTP.codes.accept(account, second, authenticator, step - 1, TOTP.clock.instant()))).isEmpty();
    assertThat(answer(TOTP.codes.decide(second, account, OperationOutcome.SPENT, TOTP.clock.instant())))
        .isEqualTo(OperationOutcome.SPENT);
  }

  @Test
  void theLastAuthenticatorIsNotRemovedAloneAndItsCodeNotSpentForThat() {
    Proof proof = new Proof.Step(authenticator, key.stepAt(TOTP.clock.instant()));
    UUID operationId = UUID.randomUUID();
    assertThat(answer(TOTP.factors.removeOne(account, operationId, authenticator, proof, TOTP.clock.instant())))
        .isFalse();
    assertThat(verify(operationId, now()).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void noCodeIsSpentToReplaceAnAuthenticatorThatIsNotThere() {
    UUID nobodys = UUID.randomUUID();
    assertThat(answer(BeginFurtherEnrolment.OPERATION.ask(TOTP.bus, new BeginFurtherEnrolment(
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
