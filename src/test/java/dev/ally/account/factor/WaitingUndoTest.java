package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.account.PgUpkeep;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.contract.account.UndoTwoFactor.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.mail.Email;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An undo of two-factor that waits for a day, since the password was reset after the enrolment. */
class WaitingUndoTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");
  private static final Instant DUE = START.plus(Duration.ofHours(24));

  private static Pool pool;

  private final String email = ALLY.account();

  private Secret enrol() {
    ALLY.activate(ALLY.session(email));
    return MAILBOX.link(email, "/undo");
  }

  private void reset(Secret chosen) {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo()));
    reset(MAILBOX.link(email, "/reset"), chosen);
  }

  private static void reset(Secret link, Secret chosen) {
    ResetPassword question = new ResetPassword(UUID.randomUUID(), link, chosen, requestInfo());
    assertThat(ALLY.ask(ResetPassword.OPERATION, question).outcome()).isEqualTo(ResetPassword.Outcome.CHANGED);
  }

  private static UndoTwoFactor.Answer undo(Secret link, Secret password) {
    return ALLY.ask(UndoTwoFactor.OPERATION, new UndoTwoFactor(UUID.randomUUID(), link, password, requestInfo()));
  }

  /** Has one wait; the link that asked for it. */
  private Secret waiting() {
    Secret link = enrol();
    reset(CHOSEN);
    assertThat(undo(link, CHOSEN)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
    return link;
  }

  private Secret stopLink() {
    return MAILBOX.link(email, "/undo/stop");
  }

  private static StopUndo.Result stop(Secret link, String code) {
    return ALLY.ask(StopUndo.OPERATION, new StopUndo(UUID.randomUUID(), link, Secret.of(code),
        requestInfo())).outcome();
  }

  private Secret pendingLogin() {
    Secret token = Secret.token(RANDOM);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo(), token, Secret.empty()).outcome())
        .isEqualTo(LogIn.Outcome.CODE_NEEDED);
    return token;
  }

  private LogInWithCode.Answer logIn(String code, Secret session) {
    return ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), pendingLogin(), Secret.of(code), requestInfo(), session, Secret.empty()));
  }

  private UUID accountId() {
    return answer(new PgAccountStore(pool()).find(EmailAddress.of(email))).orElseThrow().accountId();
  }

  private boolean enrolled() {
    return ALLY.totp.enrolled.contains(accountId());
  }

  private long noted(String what) {
    return ALLY.database.count("account.activity x JOIN account.account a ON a.id = x.account_id"
        + " WHERE x.what = '" + what + "' AND a.email = '" + email + "'");
  }

  /** One for all: each has connections of its own. */
  private static Pool pool() {
    if (pool == null) {
      pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    }
    return pool;
  }

  private static FactorSwitch factorSwitch() {
    return new FactorSwitch(
        ALLY.vertx(), Bus.local(ALLY.bus), new PgIntentStore(pool()), new PgAccountStore(pool()), ALLY.clock);
  }

  private static PgUndoStore store() {
    return new PgUndoStore(pool());
  }

  private static WaitingUndos node() {
    return new WaitingUndos(store(), factorSwitch(), Bus.local(ALLY.bus), ALLY.clock);
  }

  private void actAt(Instant when) {
    ALLY.clock.set(when);
    answer(node().actDue());
  }

  private void staysOn() {
    actAt(DUE);
    actAt(DUE.plus(Duration.ofHours(80)));
    assertThat(enrolled()).isTrue();
    assertThat(noted("TWO_FACTOR_UNDO")).isZero();
  }

  @Test
  void actsADayLaterAndNotBefore() {
    waiting();
    actAt(DUE.minusMillis(1));
    assertThat(enrolled()).isTrue();
    Secret pending = pendingLogin();
    actAt(DUE);
    assertThat(enrolled()).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(noted("TWO_FACTOR_UNDO")).isEqualTo(1);
    assertThat(noted("UNDO_STOPPED")).isZero();
    assertThat(MAILBOX.to(email))
        .filteredOn(message -> message.subject().contains("Two-factor authentication is off"))
        .allMatch(message -> message.parts().toString().contains("IP address: 198.18.")).isNotEmpty();
  }

  @Test
  void isToldAtOnceByMailAndWhereItsPersonLogsInAndInTheActivity() {
    Secret session = Secret.token(RANDOM);
    Secret link = enrol();
    reset(CHOSEN);
    assertThat(logIn(FakeTotp.RIGHT, session).undoStopped()).isFalse();
    undo(link, CHOSEN);
    Email told = MAILBOX.to(email).stream()
        .filter(message -> message.subject().contains("Two-factor authentication will be turned off")).findFirst()
        .orElseThrow();
    assertThat(told.parts().toString())
        .contains("Will be turned off: 4 March 2026, 09:00 UTC", "IP address: 198.18.", "recovery code");
    assertThat(ALLY.ask(FindPendingLogin.OPERATION, new FindPendingLogin(pendingLogin())))
        .isEqualTo(new FindPendingLogin.Answer(true, Optional.of(DUE), Optional.of(6)));
    assertThat(ALLY.ask(ShowSecurity.OPERATION, new ShowSecurity(session)).security().orElseThrow().undoAt())
        .contains(DUE);
    assertThat(ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.UNDO, link)))
        .isEqualTo(new FindMailedLink.Answer(Optional.of(email), "", Optional.of(DUE), Optional.empty()));
    assertThat(ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.STOP_UNDO, stopLink())))
        .isEqualTo(new FindMailedLink.Answer(Optional.of(email), "", Optional.of(DUE), Optional.of(6)));
    assertThat(ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, 0)).activity().orElseThrow().events())
        .first().extracting(event -> event.kind().name()).isEqualTo("UNDO_ASKED");
  }

  @Test
  void waitsWhereTheOperatorMadeTheLinkToTheNewPassword() {
    Secret link = enrol();
    Secret token = Secret.token(RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, token));
    reset(token, CHOSEN);
    assertThat(undo(link, CHOSEN)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
  }

  @Test
  void waitsThoughItsLinkWasOpenedBeforeTheReset() {
    Secret link = enrol();
    ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.UNDO, link));
    assertThat(undo(link, Secret.of("not the password")).outcome()).isEqualTo(Outcome.WRONG_PASSWORD);
    reset(CHOSEN);
    assertThat(undo(link, CHOSEN).outcome()).isEqualTo(Outcome.WAITING);
  }

  @Test
  void waitsThoughTheResetIsMadeInTheSameMoment() {
    for (int i = 0; i < 20; i++) {
      WaitingUndoTest other = new WaitingUndoTest();
      Secret link = other.enrol();
      ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), other.email, requestInfo()));
      Secret reset = MAILBOX.link(other.email, "/reset");
      List<Future<UndoTwoFactor.Answer>> asked = new ArrayList<>();
      Future<ResetPassword.Answer> chosen = ResetPassword.OPERATION.ask(
          ALLY.bus, new ResetPassword(UUID.randomUUID(), reset, CHOSEN, requestInfo()));
      for (int j = 0; j < 4; j++) {
        asked.add(UndoTwoFactor.OPERATION.ask(
            ALLY.bus, new UndoTwoFactor(UUID.randomUUID(), link, CHOSEN, requestInfo())));
      }
      answer(chosen);
      asked.forEach(one -> assertThat(answer(one).outcome()).isNotEqualTo(Outcome.UNDONE));
      assertThat(other.enrolled()).isTrue();
    }
  }

  @Test
  void actsAtOnceWhereThePasswordWasResetBeforeTheEnrolmentOrChangedAfterIt() {
    reset(PASSWORD);
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, CHOSEN, Secret.of(FakeTotp.RIGHT), requestInfo(), Secret.empty()));
    assertThat(undo(MAILBOX.link(email, "/undo"), CHOSEN).outcome()).isEqualTo(Outcome.UNDONE);
  }

  @Test
  void waitsOnceHoweverOftenAndByWhicheverMailItIsAskedFor() {
    ALLY.activate(ALLY.session(email));
    ALLY.database.execute("""
        INSERT INTO account.letter (kind, account_id, activity_id, address, made_at, due_at)
        SELECT kind, account_id, activity_id, address, made_at, due_at FROM account.letter
        WHERE kind = 'TWO_FACTOR_ACTIVATE' AND address = '%s'""".formatted(email));
    List<Secret> links = MAILBOX.to(email).stream().flatMap(message -> message.link().stream())
        .map(link -> Secret.of(link.revealText().replaceAll(".*token=", ""))).toList();
    assertThat(links).hasSize(2);
    reset(CHOSEN);
    assertThat(undo(links.get(0), CHOSEN)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
    ALLY.clock.pass(Duration.ofHours(5));
    assertThat(undo(links.get(1), CHOSEN)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
    assertThat(undo(links.get(0), CHOSEN)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
    assertThat(noted("UNDO_ASKED")).isEqualTo(1);
    actAt(DUE);
    assertThat(enrolled()).isFalse();
    assertThat(undo(links.get(1), CHOSEN).outcome()).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void isNeitherHastenedNorStoppedByAnotherReset() {
    Secret link = waiting();
    ALLY.clock.pass(Duration.ofHours(20));
    Secret other = Secret.of("another fine password");
    reset(other);
    assertThat(undo(link, other)).isEqualTo(UndoTwoFactor.Answer.waiting(DUE));
    actAt(DUE.minusMillis(1));
    assertThat(enrolled()).isTrue();
    actAt(DUE);
    assertThat(enrolled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeTotp.RIGHT, FakeTotp.RECOVERY})
  void isStoppedByALoginWithACodeOrARecoveryCode(String code) {
    Secret link = waiting();
    assertThat(logIn("000000", Secret.token(RANDOM)).outcome()).isEqualTo(CodeRefusal.WRONG);
    assertThat(noted("UNDO_STOPPED")).as("by the password alone").isZero();
    assertThat(logIn(code, Secret.token(RANDOM)))
        .isEqualTo(LogInWithCode.Answer.of(LogInWithCode.Outcome.SIGNED_IN).stoppingUndo());
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    assertThat(MAILBOX.to(email))
        .anyMatch(message -> message.subject().contains("Two-factor authentication stays on"));
    assertThat(undo(link, CHOSEN).outcome()).as("asked for again").isEqualTo(Outcome.EXPIRED);
    assertThat(logIn(FakeTotp.RIGHT, Secret.token(RANDOM)).undoStopped()).isFalse();
    staysOn();
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeTotp.RIGHT, FakeTotp.RECOVERY})
  void isStoppedByTheLinkInItsMailWithACodeOrARecoveryCode(String code) {
    waiting();
    assertThat(stop(stopLink(), "000000")).isEqualTo(CodeRefusal.WRONG);
    assertThat(stop(Secret.empty(), code)).as("a code alone").isEqualTo(StopUndo.Outcome.EXPIRED);
    assertThat(stop(MAILBOX.link(email, "/undo"), code)).as("another link").isEqualTo(StopUndo.Outcome.EXPIRED);
    assertThat(noted("UNDO_STOPPED")).isZero();
    StopUndo question = new StopUndo(UUID.randomUUID(), stopLink(), Secret.of(code), requestInfo());
    assertThat(ALLY.ask(StopUndo.OPERATION, question).outcome()).isEqualTo(StopUndo.Outcome.STOPPED);
    assertThat(ALLY.ask(StopUndo.OPERATION, question).outcome()).as("once more").isEqualTo(StopUndo.Outcome.STOPPED);
    assertThat(stop(stopLink(), code)).isEqualTo(StopUndo.Outcome.EXPIRED);
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    assertThat(noted("RECOVERY_CODE_USED")).isEqualTo(code.equals(FakeTotp.RECOVERY) ? 1 : 0);
    staysOn();
  }

  @Test
  void isStoppedWithinASessionByAChangeThatTakesPasswordAndCode() {
    Secret session = Secret.token(RANDOM);
    Secret link = enrol();
    reset(CHOSEN);
    logIn(FakeTotp.RIGHT, session);
    undo(link, CHOSEN);
    assertThat(ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, CHOSEN, Secret.of("another fine password"), Secret.of(FakeTotp.RIGHT),
        requestInfo(),
        Secret.empty())).outcome()).isEqualTo(ChangePassword.Outcome.CHANGED);
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    staysOn();
  }

  @Test
  void isStoppedByWhoeverAsksForAnotherEmailWithPasswordAndCode() {
    Secret session = Secret.token(RANDOM);
    Secret link = enrol();
    reset(CHOSEN);
    logIn(FakeTotp.RIGHT, session);
    undo(link, CHOSEN);
    assertThat(ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
        UUID.randomUUID(), session, "new-" + email, CHOSEN, Secret.of(FakeTotp.RIGHT), requestInfo())).outcome())
        .isEqualTo(AskEmailChange.Outcome.ASKED);
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    staysOn();
  }

  @Test
  void endsWithTheSecondFactorThatItIsOf() {
    Secret session = Secret.token(RANDOM);
    Secret link = enrol();
    reset(CHOSEN);
    logIn(FakeTotp.RIGHT, session);
    undo(link, CHOSEN);
    assertThat(ALLY.deactivate(session, FakeTotp.RIGHT)).isEqualTo(Deactivate.Outcome.DEACTIVATED);
    ALLY.changeMethod(session, ChangeMethod.Method.AUTHENTICATOR, CHOSEN);
    ALLY.confirm(session, FakeTotp.RIGHT);
    assertThat(noted("UNDO_STOPPED")).isZero();
    staysOn();
  }

  @Test
  void endsWhenTheOperatorTurnsTwoFactorOff() {
    waiting();
    ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email));
    assertThat(ALLY.database.count("account.waiting_undo WHERE account_id = '" + accountId() + "'")).isZero();
    actAt(DUE);
    assertThat(noted("TWO_FACTOR_UNDO")).isZero();
  }

  @Test
  void isStoppedByALockAndNotAskedForAgain() {
    Secret link = waiting();
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    actAt(DUE);
    assertThat(undo(link, CHOSEN).outcome()).isEqualTo(Outcome.EXPIRED);
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, false));
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    staysOn();
  }

  @Test
  void goesWithItsAccount() {
    waiting();
    UUID accountId = accountId();
    ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email));
    assertThat(ALLY.database.count("account.waiting_undo WHERE account_id = '" + accountId + "'")).isZero();
    actAt(DUE);
  }

  @Test
  void doesNotActWhereWrongCodesMayHaveKeptTheOwnerOut() {
    Secret link = waiting();
    ALLY.totp.guessedAt.add(accountId());
    staysOn();
    assertThat(noted("UNDO_STOPPED")).isEqualTo(1);
    assertThat(undo(link, CHOSEN).outcome()).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void isNotSweptWithTheActivityThatToldOfIt() {
    waiting();
    ALLY.clock.set(DUE.plusMillis(1));
    answer(new PgUpkeep(pool(), Duration.ofDays(1)).sweep(ALLY.clock.instant()));
    answer(node().actDue());
    assertThat(enrolled()).isFalse();
  }

  @Test
  void isMadeOnceByManyNodes() {
    waiting();
    ALLY.clock.set(DUE);
    List<Future<Void>> rounds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rounds.add(node().actDue());
    }
    rounds.forEach(round -> answer(round));
    assertThat(enrolled()).isFalse();
    assertThat(noted("TWO_FACTOR_UNDO")).isEqualTo(1);
    assertThat(noted("UNDO_STOPPED")).isZero();
    assertThat(ALLY.database.count(
        "account.intent WHERE kind = 'TWO_FACTOR_UNDO' AND account_id = '" + accountId() + "'")).isEqualTo(1);
  }

  /** Also by a version that does not look whether a switch is open. */
  @Test
  void isNotStoppedByALoginThatIsNotedWhileItIsMade() {
    waiting();
    ALLY.clock.set(DUE);
    assertThat(answer(store().begin(accountId(), DUE))).isPresent();
    ALLY.database.execute("INSERT INTO account.activity (account_id, at, what) VALUES ('%s', '%s', 'LOGIN_CODE')"
        .formatted(accountId(), DUE));
    assertThat(noted("UNDO_STOPPED")).isZero();
    assertThat(answer(store().actsAt(accountId()))).contains(DUE);
  }

  @Test
  void isBegunAgainWhenItsNodeDiedBeforeTotpWasAsked() {
    waiting();
    ALLY.clock.set(DUE);
    assertThat(answer(store().begin(accountId(), DUE))).isPresent();
    answer(node().actDue());
    assertThat(enrolled()).as("another node has it in hand").isTrue();
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusMillis(1));
    answer(factorSwitch().settleAll());
    answer(node().actDue());
    assertThat(enrolled()).isFalse();
    assertThat(noted("TWO_FACTOR_UNDO")).isEqualTo(1);
  }

  @Test
  void isFinishedByAnotherNodeWhenTheAnswerWasLost() {
    waiting();
    ALLY.clock.set(DUE);
    ALLY.totp.losesAnswers = true;
    answer(node().actDue().otherwiseEmpty());
    ALLY.totp.losesAnswers = false;
    assertThat(enrolled()).isFalse();
    assertThatThrownBy(() -> ALLY.logIn(email, CHOSEN, requestInfo())).isInstanceOf(Unavailable.class);
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusMillis(1));
    answer(factorSwitch().settleAll());
    assertThat(noted("TWO_FACTOR_UNDO")).isEqualTo(1);
    assertThat(ALLY.database.count("account.waiting_undo WHERE account_id = '" + accountId() + "'")).isZero();
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void isEitherStoppedOrMadeWhenBothAreTriedAtOnce() {
    for (int i = 0; i < 20; i++) {
      ALLY.clock.set(START);
      WaitingUndoTest other = new WaitingUndoTest();
      other.waiting();
      Secret pending = other.pendingLogin();
      Secret link = other.stopLink();
      ALLY.clock.set(DUE);
      ALLY.database.execute("UPDATE account.pending_login SET created_at = '" + DUE + "'");
      Future<Void> acted = node().actDue();
      Future<StopUndo.Answer> stopped = StopUndo.OPERATION.ask(
          ALLY.bus, new StopUndo(UUID.randomUUID(), link, Secret.of(FakeTotp.RIGHT), requestInfo()));
      Future<LogInWithCode.Answer> loggedIn = LogInWithCode.OPERATION.ask(ALLY.bus, new LogInWithCode(
          UUID.randomUUID(), pending, Secret.of(FakeTotp.RIGHT), requestInfo(), Secret.token(RANDOM), Secret.empty()));
      answer(acted);
      boolean kept = answer(stopped).outcome() == StopUndo.Outcome.STOPPED
          || answer(loggedIn).outcome() == LogInWithCode.Outcome.SIGNED_IN;
      assertThat(other.enrolled()).isEqualTo(kept);
      assertThat(other.noted("TWO_FACTOR_UNDO")).isEqualTo(kept ? 0 : 1);
      assertThat(other.noted("UNDO_STOPPED")).isEqualTo(kept ? 1 : 0);
    }
  }
}
