package dev.ally.account.deletion;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.DeleteOwnAccount.Outcome;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindSession;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account is deleted by its owner, who proves all factors, is told by email, and leaves nothing. */
class OwnDeletionTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;
  private UUID accountId;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
    accountId = ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().accountId();
  }

  private DeleteOwnAccount.Answer ask(UUID operationId, Secret password, String code) {
    return ALLY.ask(DeleteOwnAccount.OPERATION,
        new DeleteOwnAccount(operationId, session, password, Secret.of(code), requestInfo()));
  }

  private DeleteOwnAccount.Result delete(Secret password, String code) {
    return ask(UUID.randomUUID(), password, code).outcome();
  }

  private long accounts() {
    return ALLY.database.count("account.account WHERE email = '" + email + "'");
  }

  private long emails() {
    return ALLY.database.count("account.letter WHERE kind = 'ACCOUNT_DELETED' AND address = '" + email + "'");
  }

  @Test
  void leavesNothingButTheEmailThatTellsOfIt() {
    Secret elsewhere = ALLY.session(email);
    ALLY.activate(session);
    ALLY.database.execute("UPDATE account.account SET language = 'fr' WHERE email = '" + email + "'");
    assertThat(delete(PASSWORD, FakeTotp.RIGHT)).isEqualTo(Outcome.DELETED);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.isOpen(elsewhere)).isFalse();
    assertThat(ALLY.totp.enrolled).doesNotContain(accountId);
    assertThat(emails()).isEqualTo(1);
    assertThat(ALLY.database.count("account.letter WHERE address = '" + email + "' AND language = 'fr'")).isEqualTo(1);
    ALLY.database.execute("DELETE FROM account.letter WHERE address = '" + email + "'");
    ALLY.database.execute("DELETE FROM account.ending WHERE account_id = '" + accountId + "'");
    ALLY.database.execute("DELETE FROM account.event WHERE account_id = '" + accountId + "'");
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).doesNotContain(email, accountId.toString());
  }

  @Test
  void takesTheRightPasswordAlone() {
    assertThat(delete(Secret.of("some wrong password"), "")).isEqualTo(FactorRefusal.WRONG_PASSWORD);
    assertThat(accounts()).isEqualTo(1);
    assertThat(emails()).isZero();
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @Test
  void takesNoPasswordWithoutTheCode() {
    ALLY.activate(session);
    assertThat(delete(PASSWORD, "222222")).isEqualTo(FactorRefusal.WRONG_CODE);
    assertThat(accounts()).isEqualTo(1);
    assertThat(delete(PASSWORD, FakeTotp.RECOVERY)).isEqualTo(Outcome.DELETED);
  }

  @Test
  void countsWrongPasswordsInTheBudgetOfTheAccount() {
    for (int i = 0; i < 5; i++) {
      delete(Secret.of("some wrong password"), "");
    }
    assertThat(delete(PASSWORD, "")).isEqualTo(FactorRefusal.WAIT_FOR_PASSWORD);
    assertThat(accounts()).isEqualTo(1);
  }

  @Test
  void answersARepeatedQuestionAlike() {
    UUID operation = UUID.randomUUID();
    assertThat(ask(operation, PASSWORD, "").outcome()).isEqualTo(Outcome.DELETED);
    assertThat(ask(operation, PASSWORD, "").outcome()).isEqualTo(Outcome.DELETED);
    assertThat(delete(PASSWORD, "")).isEqualTo(Outcome.NO_SESSION);
    assertThat(emails()).isEqualTo(1);
  }

  @Test
  void isGoneOnWithAfterItsNodeWasKilled() {
    ALLY.totp.losesAnswers = true;
    assertThatThrownBy(() -> delete(PASSWORD, "")).isInstanceOf(Unavailable.class);
    ALLY.totp.losesAnswers = false;
    assertThat(accounts()).isEqualTo(1);
    assertThat(ALLY.isOpen(session)).isFalse();
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    answer(new Deletions(
        Bus.local(ALLY.bus), new PgDeletionStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)), ALLY.clock)
        .goOnWithAll());
    assertThat(accounts()).isZero();
    assertThat(emails()).isEqualTo(1);
  }
}
