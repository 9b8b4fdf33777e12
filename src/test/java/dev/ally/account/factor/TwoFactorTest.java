package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TwoFactorTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static boolean isOn(Secret session) {
    return ALLY.ask(ShowSecurity.OPERATION, new ShowSecurity(session)).security().orElseThrow().twoFactor();
  }

  private static Optional<FindEnrolment.Link> link(Secret session) {
    return ALLY.ask(FindEnrolment.OPERATION, new FindEnrolment(session)).link();
  }

  @Test
  void asksForThePasswordBeforeItShowsAKey() {
    Secret session = ALLY.session(ALLY.account());
    assertThat(ALLY.changeMethod(session, Method.AUTHENTICATOR, Secret.of("not the password")))
        .isEqualTo(ChangeMethod.Outcome.WRONG_PASSWORD);
    assertThat(ALLY.changeMethod(session, Method.AUTHENTICATOR, Secret.empty()))
        .isEqualTo(ChangeMethod.Outcome.WRONG_PASSWORD);
    assertThat(link(session)).isEmpty();
    assertThat(ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD)).isEqualTo(ChangeMethod.Outcome.LINK);
    assertThat(link(session)).isPresent();
  }

  @Test
  void countsWrongPasswordsThereAsAtLogin() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    for (int i = 0; i < 5; i++) {
      ALLY.changeMethod(session, Method.AUTHENTICATOR, Secret.of("not the password"));
    }
    assertThat(ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD)).isEqualTo(ChangeMethod.Outcome.WAIT);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.WAIT);
  }

  @Test
  void changesNothingWhenTheMethodIsThePresentOne() {
    Secret session = ALLY.session(ALLY.account());
    assertThat(ALLY.changeMethod(session, Method.NONE, Secret.empty()))
        .isEqualTo(ChangeMethod.Outcome.NOTHING_CHANGED);
    ALLY.activate(session);
    assertThat(ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD))
        .isEqualTo(ChangeMethod.Outcome.NOTHING_CHANGED);
  }

  @Test
  void isOnOnlyOnceACodeConfirmedIt() {
    Secret session = ALLY.session(ALLY.account());
    ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD);
    assertThat(isOn(session)).isFalse();
    assertThat(ALLY.confirm(session, "000000")).isEqualTo(CompleteEnrolment.Outcome.WRONG);
    assertThat(isOn(session)).isFalse();
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(isOn(session)).isTrue();
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ALREADY_ON);
  }

  @Test
  void endsAllOtherSessionsWhenTurnedOnAndOff() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    Secret other = ALLY.session(email);
    ALLY.activate(session);
    assertThat(ALLY.isOpen(other)).isFalse();
    assertThat(ALLY.isOpen(session)).isTrue();

    Secret second = Secret.token(RANDOM);
    ALLY.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, second);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(ALLY.deactivate(session, "000000")).isEqualTo(CodeRefusal.WRONG);
    assertThat(ALLY.isOpen(second)).isTrue();
    assertThat(ALLY.deactivate(session, FakeTotp.RIGHT)).isEqualTo(Deactivate.Outcome.DEACTIVATED);
    assertThat(ALLY.isOpen(second)).isFalse();
    assertThat(ALLY.isOpen(session)).isTrue();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.deactivate(session, FakeTotp.RIGHT)).isEqualTo(Deactivate.Outcome.ALREADY_OFF);
  }

  @Test
  void isAskedForAtLoginFromThenOnAndNoLongerWhenOff() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    assertThat(ALLY.changeMethod(session, Method.NONE, Secret.empty())).isEqualTo(ChangeMethod.Outcome.CODE_NEEDED);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    ALLY.deactivate(session, FakeTotp.RIGHT);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void answersARepeatedSwitchAlike() {
    Secret session = ALLY.session(ALLY.account());
    ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD);
    UUID pendingId = link(session).orElseThrow().pending().id();
    CompleteEnrolment on =
        new CompleteEnrolment(UUID.randomUUID(), session, Optional.of(pendingId), Secret.of(FakeTotp.RIGHT));
    assertThat(ALLY.ask(CompleteEnrolment.OPERATION, on).outcome()).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    assertThat(ALLY.ask(CompleteEnrolment.OPERATION, on).outcome()).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    Deactivate off = new Deactivate(UUID.randomUUID(), session, Secret.of(FakeTotp.RIGHT));
    assertThat(ALLY.ask(Deactivate.OPERATION, off).outcome()).isEqualTo(Deactivate.Outcome.DEACTIVATED);
    assertThat(ALLY.ask(Deactivate.OPERATION, off).outcome()).isEqualTo(Deactivate.Outcome.DEACTIVATED);
  }

  /** Confirms an authenticator with this code; {@code totp} decides, and its answer is lost. */
  private static void loseTheAnswer(Secret session, String code) {
    ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD);
    ALLY.totp.losesAnswers = true;
    assertThatThrownBy(() -> ALLY.confirm(session, code)).isInstanceOf(Unavailable.class);
    ALLY.totp.losesAnswers = false;
  }

  @Test
  void isFinishedByTheNextLoginWhenTheAnswerWasLost() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    Secret other = ALLY.session(email);
    loseTheAnswer(session, FakeTotp.RIGHT);
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    assertThat(ALLY.isOpen(other)).isFalse();
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  /** By the round that is made every few seconds. */
  @Test
  void isFinishedThoughNobodyLogsInWhenTheAnswerWasLost() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    Secret other = ALLY.session(email);
    loseTheAnswer(session, FakeTotp.RIGHT);
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    long longest = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (ALLY.isOpen(other)) {
      assertThat(System.nanoTime()).as("no round in half a minute").isLessThan(longest);
    }
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @Test
  void signsNobodyInWhileItIsBeingSwitched() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD);
    ALLY.totp.losesAnswers = true;
    assertThatThrownBy(() -> ALLY.confirm(session, FakeTotp.RIGHT)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> ALLY.logIn(email, PASSWORD, requestInfo())).isInstanceOf(Unavailable.class);
  }

  @Test
  void isGivenUpWhenNothingCameOfIt() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    loseTheAnswer(session, "000000");
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
  }

  @Test
  void isTurnedOffByTheOperatorWhichEndsEverySession() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    assertThat(ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email)).outcome())
        .isEqualTo(ResetTwoFactor.Outcome.RESET);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email)).outcome())
        .isEqualTo(ResetTwoFactor.Outcome.ALREADY_OFF);
    assertThat(ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), "nobody@x")).outcome())
        .isEqualTo(ResetTwoFactor.Outcome.NO_ACCOUNT);
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).contains("two_factor_reset");
  }

  @Test
  void answersNobodyWithoutASession() {
    Secret nobody = Secret.token(RANDOM);
    assertThat(ALLY.changeMethod(nobody, Method.AUTHENTICATOR, PASSWORD)).isEqualTo(ChangeMethod.Outcome.NO_SESSION);
    assertThat(ALLY.confirm(nobody, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.NO_SESSION);
    assertThat(ALLY.deactivate(nobody, FakeTotp.RIGHT)).isEqualTo(Deactivate.Outcome.NO_SESSION);
    assertThat(ALLY.ask(FindEnrolment.OPERATION, new FindEnrolment(nobody)).person()).isEmpty();
  }
}
