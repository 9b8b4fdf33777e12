package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.harness.Tools;
import dev.ally.totp.rules.TotpKey;
import dev.ally.totp.rules.TotpKey.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authenticators that came with an algorithm, a number of digits and a period of their own. */
class OwnParametersTest {
  @RegisterExtension static final StoresFixture TOTP = new StoresFixture();

  private static final TotpKey SIX = new TotpKey(Secret.of("a key of six digits!"), Algorithm.SHA1, 6, 30);
  private static final TotpKey EIGHT =
      new TotpKey(Secret.of("a key of eight digits, by SHA-512"), Algorithm.SHA512, 8, 60);

  private final UUID account = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();

  /** The begin of a minute. */
  @BeforeEach
  void begin() {
    TOTP.clock.set(Instant.ofEpochSecond(TOTP.clock.instant().getEpochSecond() / 60 * 60 + 600));
  }

  private void link(TotpKey key) {
    AuthenticatorRows.link(
        TOTP.database, TOTP.keyring, account, key.key(), key.algorithm().name(), key.digits(), key.periodSeconds());
  }

  private static Secret now(TotpKey key) {
    return AppKey.codeAt(key, TOTP.clock.instant());
  }

  private static Secret wrong(TotpKey key) {
    return AppKey.wrongAt(key, TOTP.clock.instant());
  }

  private Verdict verify(Secret code) {
    return verify(UUID.randomUUID(), code).verdict();
  }

  private CodeVerdict verify(UUID operationId, Secret code) {
    return answer(VerifyCode.OPERATION.ask(TOTP.bus, new VerifyCode(operationId, account, code)));
  }

  private long counted() {
    return TOTP.counted("guess_budget", account);
  }

  @ParameterizedTest(name = "{0}, {1} digits, {2} s")
  @CsvSource({"SHA1, 6, 30", "SHA1, 8, 30", "SHA256, 6, 30", "SHA256, 7, 15", "SHA512, 6, 120", "SHA512, 8, 60"})
  void takeTheCodeThatOathtoolShowsOnce(Algorithm algorithm, int digits, int periodSeconds) {
    TotpKey key = new TotpKey(Secret.of("12345678901234567890"), algorithm, digits, periodSeconds);
    link(key);
    Secret code = Secret.of(Tools.code(
        key.base32().revealText(), TOTP.clock.instant(), algorithm.name(), digits, periodSeconds));
    assertThat(verify(wrong(key))).isEqualTo(Verdict.WRONG);
    assertThat(counted()).isEqualTo(1);
    assertThat(verify(code)).isEqualTo(Verdict.ACCEPTED);
    assertThat(counted()).as("the right one is refunded").isEqualTo(1);
    assertThat(verify(code)).isEqualTo(Verdict.SPENT);
    TOTP.clock.pass(Duration.ofSeconds(periodSeconds));
    assertThat(verify(code)).as("one period later").isEqualTo(Verdict.SPENT);
    TOTP.clock.pass(Duration.ofSeconds(periodSeconds));
    assertThat(verify(code)).as("two periods later").isEqualTo(Verdict.WRONG);
  }

  @Test
  void areCountedApartFromOneAnotherInOneAccount() {
    link(SIX);
    link(EIGHT);
    assertThat(verify(now(SIX))).isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(now(EIGHT))).isEqualTo(Verdict.ACCEPTED);
    TOTP.clock.pass(Duration.ofSeconds(30));
    assertThat(verify(now(SIX))).as("a new step of 30 s").isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(now(EIGHT))).as("the same step of 60 s").isEqualTo(Verdict.SPENT);
    TOTP.clock.pass(Duration.ofSeconds(30));
    assertThat(verify(now(EIGHT))).as("a new step of 60 s").isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(wrong(EIGHT))).isEqualTo(Verdict.WRONG);
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void costNothingByACodeOfAnotherLength() {
    link(EIGHT);
    Secret lastSix = Secret.of(now(EIGHT).revealText().substring(2));
    assertThat(verify(lastSix)).isEqualTo(Verdict.MALFORMED);
    assertThat(verify(Secret.of("1234567"))).isEqualTo(Verdict.MALFORMED);
    assertThat(counted()).isZero();
    for (int i = 0; i < 5; i++) {
      verify(wrong(EIGHT));
    }
    assertThat(verify(now(EIGHT))).isEqualTo(Verdict.WAIT);
    assertThat(verify(lastSix)).as("during a wait").isEqualTo(Verdict.MALFORMED);
    assertThat(counted()).isEqualTo(5);
  }

  @Test
  void countACodeOfTheLengthOfAnyOfThem() {
    link(SIX);
    link(EIGHT);
    assertThat(verify(wrong(SIX))).isEqualTo(Verdict.WRONG);
    assertThat(verify(wrong(EIGHT))).isEqualTo(Verdict.WRONG);
    assertThat(verify(Secret.of("1234567"))).isEqualTo(Verdict.MALFORMED);
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void ofNobodyAreNotAskedForWhateverTheLength() {
    assertThat(verify(Secret.of("12345678"))).isEqualTo(Verdict.NOT_ENROLLED);
  }

  @Test
  void takeDigitsOfAnyScript() {
    link(EIGHT);
    StringBuilder fullWidth = new StringBuilder();
    now(EIGHT).revealText().chars().forEach(digit -> fullWidth.append((char) (digit - '0' + '\uff10')));
    assertThat(verify(Secret.of(fullWidth.insert(4, '\u3000').toString()))).isEqualTo(Verdict.ACCEPTED);
  }

  /** A node counted the guess and was killed. */
  @Test
  void areLookedAtAsOfThenWhenTheyAreAskedAgain() {
    link(EIGHT);
    UUID operationId = UUID.randomUUID();
    Secret code = now(EIGHT);
    answer(TOTP.codes.charge(account, operationId, TOTP.clock.instant(), false, 8));
    TOTP.clock.pass(Duration.ofSeconds(59));
    assertThat(verify(operationId, code).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void areNamedByHowManyDigitsTheirCodesHave() {
    link(EIGHT);
    assertThat(found().codeDigits()).contains(8);
    link(SIX);
    assertThat(found().codeDigits()).isEmpty();
  }

  private FindAuthenticators.Answer found() {
    return answer(FindAuthenticators.OPERATION.ask(TOTP.bus, new FindAuthenticators(account)));
  }

  /** A pending key, as a later version may make one. */
  private PendingKey pending() {
    PendingKey begun = answer(BeginEnrolment.OPERATION.ask(TOTP.bus, new BeginEnrolment(account, session)));
    TOTP.database.execute("""
        UPDATE totp.pending_key SET algorithm = 'SHA256', digits = 8, period_seconds = 60 WHERE id = '%s'"""
        .formatted(begun.id()));
    return shown().orElseThrow();
  }

  private Optional<PendingKey> shown() {
    return answer(ShowEnrolment.OPERATION.ask(TOTP.bus, new ShowEnrolment(account, session))).pending();
  }

  private ConfirmEnrolment.Answer confirm(PendingKey pending, Secret code) {
    return answer(ConfirmEnrolment.OPERATION.ask(
        TOTP.bus, new ConfirmEnrolment(UUID.randomUUID(), account, session, pending.id(), code)));
  }

  @Test
  void areConfirmedByThem() {
    PendingKey pending = pending();
    assertThat(pending.algorithm()).isEqualTo("SHA256");
    TotpKey key = AppKey.of(pending);
    assertThat(confirm(pending, now(key)).outcome()).isEqualTo(ConfirmEnrolment.Outcome.CONFIRMED);
    assertThat(verify(now(key))).isEqualTo(Verdict.SPENT);
    TOTP.clock.pass(Duration.ofSeconds(60));
    assertThat(verify(now(key))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void costNoTryByACodeOfAnotherLength() {
    PendingKey pending = pending();
    assertThat(confirm(pending, Secret.of("123456")).outcome()).isEqualTo(ConfirmEnrolment.Outcome.MALFORMED);
    assertThat(shown().orElseThrow().misses()).isZero();
    assertThat(confirm(pending, wrong(AppKey.of(pending))).outcome()).isEqualTo(ConfirmEnrolment.Outcome.WRONG);
    assertThat(shown().orElseThrow().misses()).isEqualTo(1);
  }

  @Test
  void tellHowFarAClockIsOffInStepsOfTheirOwn() {
    PendingKey pending = pending();
    Secret code = AppKey.codeAt(AppKey.of(pending), TOTP.clock.instant().minusSeconds(180));
    assertThat(confirm(pending, code).clockOffset()).contains(Duration.ofSeconds(-180));
  }
}
