package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.UndoTwoFactor.Outcome;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.crypto.Secret;
import dev.ally.harness.Answers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UndoTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);

  private final String email = ALLY.account();
  private final Secret session = ALLY.session(email);

  private Secret link() {
    ALLY.activate(session);
    return MAILBOX.link(email, "/undo");
  }

  private static UndoTwoFactor question(Secret link, Secret password) {
    return new UndoTwoFactor(UUID.randomUUID(), link, password, requestInfo());
  }

  private static Outcome undo(Secret link, Secret password) {
    return ALLY.ask(UndoTwoFactor.OPERATION, question(link, password)).outcome();
  }

  private LogIn.Outcome logIn(Secret password) {
    return ALLY.logIn(email, password, requestInfo()).outcome();
  }

  @Test
  void turnsItOffWithThePasswordAndEndsAllSessions() {
    Secret link = link();
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.UNDONE);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(logIn(PASSWORD)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(MAILBOX.to(email)).extracting(message -> message.parts().toString())
        .anyMatch(text -> text.contains("the link in our email") && text.contains("IP address: 198.18."));
  }

  @Test
  void needsThePasswordAndCountsWrongOnes() {
    Secret link = link();
    for (int i = 0; i < 5; i++) {
      assertThat(undo(link, Secret.of("not the password"))).isEqualTo(Outcome.WRONG_PASSWORD);
    }
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.WAIT);
    assertThat(undo(Secret.empty(), PASSWORD)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void opensForThreeDaysFromTheEnrolmentOn() {
    ALLY.activate(session);
    ALLY.clock.pass(Duration.ofHours(10));
    Secret link = MAILBOX.link(email, "/undo");
    ALLY.clock.set(START.plus(Duration.ofHours(72)));
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.EXPIRED);
    ALLY.clock.set(START.plus(Duration.ofHours(72)).minusMillis(1));
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.UNDONE);
  }

  @Test
  void isNoneOfAnotherEnrolment() {
    Secret link = link();
    assertThat(ALLY.deactivate(session, FakeTotp.RIGHT)).isEqualTo(Deactivate.Outcome.DEACTIVATED);
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.EXPIRED);
    Secret later = link();
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.EXPIRED);
    assertThat(logIn(PASSWORD)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    assertThat(undo(later, PASSWORD)).isEqualTo(Outcome.UNDONE);
    assertThat(undo(later, PASSWORD)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void outlivesWhatAnAttackerDoesWithTheAccount() {
    Secret link = link();
    ALLY.database.execute("""
        INSERT INTO account.activity (account_id, at, what)
        SELECT id, '%s', 'AUTHENTICATOR_ADDED' FROM account.account WHERE email = '%s';
        UPDATE account.account SET factor_version = factor_version + 1 WHERE email = '%s'"""
        .formatted(START, email, email));
    assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.UNDONE);
    assertThat(logIn(PASSWORD)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void neverTurnsOffWhatWasTurnedOnAtTheSameTime() {
    for (int i = 0; i < 10; i++) {
      Secret own = ALLY.session(email);
      ALLY.activate(own);
      Secret link = MAILBOX.link(email, "/undo");
      Future<UndoTwoFactor.Answer> undone = UndoTwoFactor.OPERATION.ask(ALLY.bus, question(link, PASSWORD));
      ALLY.deactivate(own, FakeTotp.RIGHT);
      Answers.answer(undone.otherwiseEmpty());
      Secret again = ALLY.session(email);
      ALLY.activate(again);
      assertThat(undo(link, PASSWORD)).isEqualTo(Outcome.EXPIRED);
      assertThat(logIn(PASSWORD)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
      ALLY.deactivate(again, FakeTotp.RIGHT);
    }
  }

  @Test
  void answersARepeatedQuestionAlike() {
    UndoTwoFactor question = question(link(), PASSWORD);
    Future<UndoTwoFactor.Answer> first = UndoTwoFactor.OPERATION.ask(ALLY.bus, question);
    Future<UndoTwoFactor.Answer> second = UndoTwoFactor.OPERATION.ask(ALLY.bus, question);
    assertThat(Answers.answer(first).outcome()).isEqualTo(Outcome.UNDONE);
    assertThat(Answers.answer(second).outcome()).isIn(Outcome.UNDONE, Outcome.EXPIRED);
  }
}
