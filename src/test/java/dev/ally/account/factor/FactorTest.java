package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.FactorChange.Outcome;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.crypto.Secret;
import dev.ally.harness.SetClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code account} does with recovery codes and single authenticators, on real PostgreSQL. */
class FactorTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private final SetClock clock = ALLY.clock;
  private String email;
  private Secret session;

  @BeforeEach
  void turnItOn() {
    email = ALLY.account();
    session = ALLY.session(email);
    ALLY.activate(session);
  }

  private Secret otherSession() {
    Secret token = Secret.token(new SecureRandom());
    assertThat(ALLY.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, token)).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    return token;
  }

  private FactorChange.Result link(String code, boolean byRecoveryCode, Optional<UUID> replaces) {
    return link(session, code, byRecoveryCode, "Work phone", replaces);
  }

  private static FactorChange.Result link(
      Secret session, String code, boolean byRecoveryCode, String name, Optional<UUID> replaces) {
    return ALLY.ask(AddAuthenticator.OPERATION, new AddAuthenticator(
        UUID.randomUUID(), session, Secret.of(code), byRecoveryCode, name, replaces)).outcome();
  }

  private FactorChange.Result unlink(String code) {
    return ALLY.ask(DropAuthenticator.OPERATION, new DropAuthenticator(UUID.randomUUID(), session, UUID.randomUUID(),
        Secret.of(code)))
        .outcome();
  }

  @ParameterizedTest
  @CsvSource({"Work phone, NAMED", "'', NAMED", "'  ', NAMED", "'a\u202eb', REFUSED", "'a\u0007b', REFUSED"})
  void namesAnAuthenticatorByTheRulesOfItsFirstName(String name, NameAuthenticator.Outcome outcome) {
    assertThat(rename(session, name)).isEqualTo(outcome);
    assertThat(rename(session, "x".repeat(60))).isEqualTo(NameAuthenticator.Outcome.NAMED);
    assertThat(rename(session, "x".repeat(61))).isEqualTo(NameAuthenticator.Outcome.REFUSED);
    assertThat(rename(Secret.empty(), name)).isEqualTo(NameAuthenticator.Outcome.NO_SESSION);
    assertThat(rename(ALLY.session(ALLY.account()), "Work phone")).isEqualTo(NameAuthenticator.Outcome.NOT_THERE);
  }

  private static NameAuthenticator.Outcome rename(Secret session, String name) {
    return ALLY.ask(NameAuthenticator.OPERATION, new NameAuthenticator(session, UUID.randomUUID(), name)).outcome();
  }

  static List<String> namesThatAreRefused() {
    return List.of("a\u202eb", "a\u0007b", "x".repeat(61));
  }

  @ParameterizedTest
  @MethodSource("namesThatAreRefused")
  void refusesTheNameOfANewAuthenticatorBeforeItLooksAtTheCode(String name) {
    for (Optional<UUID> replaces : List.of(Optional.<UUID>empty(), Optional.of(UUID.randomUUID()))) {
      assertThat(link(session, FakeTotp.RIGHT, false, name, replaces)).isEqualTo(Outcome.NAME_REFUSED);
      assertThat(link(session, FakeTotp.RECOVERY, true, name, replaces)).isEqualTo(Outcome.NAME_REFUSED);
      assertThat(link(session, "222222", false, name, replaces)).isEqualTo(Outcome.NAME_REFUSED);
    }
    assertThat(noted("RECOVERY_CODE_USED")).isZero();
    assertThat(link(Secret.empty(), FakeTotp.RIGHT, false, name, Optional.empty())).isEqualTo(Outcome.NO_SESSION);
    assertThat(link(session, FakeTotp.RIGHT, false, "x".repeat(60), Optional.empty())).isEqualTo(Outcome.DONE);
  }

  private FactorChange.Result replaceCodes(String code) {
    return ALLY.ask(
        ReplaceRecoveryCodes.OPERATION, new ReplaceRecoveryCodes(UUID.randomUUID(), session, Secret.of(code)))
        .outcome();
  }

  private long noted(String what) {
    UUID id = ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().accountId();
    return ALLY.database.count("account.activity WHERE what = '" + what + "' AND account_id = '" + id + "'");
  }

  @Test
  void notesALoginByRecoveryCode() {
    assertThat(ALLY.code(ALLY.pendingLogin(email), FakeTotp.RECOVERY, Secret.token(new SecureRandom())))
        .isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    assertThat(noted("RECOVERY_CODE_USED")).isEqualTo(1);
    assertThat(noted("LOGIN_CODE")).isZero();
  }

  @Test
  void notesWhatWasReplacedAddedAndRemoved() {
    assertThat(replaceCodes(FakeTotp.RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(noted("RECOVERY_CODES_REPLACED")).isEqualTo(1);
    assertThat(link(FakeTotp.RIGHT, false, Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(noted("AUTHENTICATOR_ADDED")).isEqualTo(1);
    assertThat(link(FakeTotp.RECOVERY, true, Optional.of(UUID.randomUUID()))).isEqualTo(Outcome.DONE);
    assertThat(noted("RECOVERY_CODE_USED")).isEqualTo(1);
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(noted("AUTHENTICATOR_REPLACED")).isEqualTo(1);
    assertThat(unlink(FakeTotp.RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(noted("AUTHENTICATOR_REMOVED")).isEqualTo(1);
    assertThat(noted("TWO_FACTOR_ACTIVATE")).isEqualTo(1);
  }

  @Test
  void notesARecoveryCodeThatWasUsedForAnyOfIt() {
    assertThat(unlink(FakeTotp.RECOVERY)).isEqualTo(Outcome.DONE);
    assertThat(noted("RECOVERY_CODE_USED")).isEqualTo(noted("AUTHENTICATOR_REMOVED")).isEqualTo(1);
    assertThat(ALLY.deactivate(session, FakeTotp.RECOVERY)).isEqualTo(Deactivate.Outcome.DEACTIVATED);
    assertThat(noted("RECOVERY_CODE_USED")).isEqualTo(2);
    assertThat(noted("TWO_FACTOR_DEACTIVATE")).isEqualTo(1);
  }

  @Test
  void endsTheOtherSessionsAndPendingLoginsWithEachChangeOfAnAuthenticator() {
    Secret other = otherSession();
    Secret pending = ALLY.pendingLogin(email);
    assertThat(link(FakeTotp.RIGHT, false, Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(other)).as("nothing has changed yet").isTrue();
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(ALLY.isOpen(other)).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(new SecureRandom())))
        .isEqualTo(LogInWithCode.Outcome.EXPIRED);
    Secret another = otherSession();
    assertThat(unlink(FakeTotp.RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(another)).isFalse();
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @Test
  void endsNothingWhenRecoveryCodesAreReplaced() {
    Secret other = otherSession();
    Secret pending = ALLY.pendingLogin(email);
    assertThat(replaceCodes(FakeTotp.RIGHT)).isEqualTo(Outcome.DONE);
    assertThat(ALLY.isOpen(other)).isTrue();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(new SecureRandom())))
        .isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
  }

  @Test
  void changesNothingForAWrongCodeOrWithoutASession() {
    Secret other = otherSession();
    assertThat(replaceCodes("222222")).isEqualTo(CodeRefusal.WRONG);
    assertThat(unlink("222222")).isEqualTo(CodeRefusal.WRONG);
    assertThat(link("222222", false, Optional.empty())).isEqualTo(CodeRefusal.WRONG);
    assertThat(ALLY.isOpen(other)).isTrue();
    FactorChange withoutSession = ALLY.ask(ReplaceRecoveryCodes.OPERATION, new ReplaceRecoveryCodes(
        UUID.randomUUID(), Secret.token(new SecureRandom()), Secret.of(FakeTotp.RIGHT)));
    assertThat(withoutSession.outcome()).isEqualTo(Outcome.NO_SESSION);
  }

  @Test
  void isWhollyDoneWhenItsAnswerWasLost() {
    ALLY.totp.losesAnswers = true;
    UUID operationId = UUID.randomUUID();
    DropAuthenticator question = new DropAuthenticator(operationId, session, UUID.randomUUID(),
    Secret.of(FakeTotp.RIGHT));
    assertThatThrownBy(() -> ALLY.ask(DropAuthenticator.OPERATION, question)).isInstanceOf(Unavailable.class);
    ALLY.totp.losesAnswers = false;
    clock.pass(Duration.ofSeconds(4));
    assertThat(ALLY.logIn(email, AccountFixture.PASSWORD, requestInfo()).outcome().name()).isEqualTo("CODE_NEEDED");
    assertThat(noted("AUTHENTICATOR_REMOVED")).isEqualTo(1);
    assertThat(ALLY.ask(DropAuthenticator.OPERATION, question).outcome()).as("asked again").isEqualTo(Outcome.DONE);
    assertThat(noted("AUTHENTICATOR_REMOVED")).isEqualTo(1);
  }
}
