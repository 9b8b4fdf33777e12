package dev.ally.account.deletion;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.DeleteAccount.Outcome;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account is deleted by the operator, wholly, also when a node dies in between. */
class DeletionTest {
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

  private Outcome delete() {
    return delete(UUID.randomUUID());
  }

  private Outcome delete(UUID operationId) {
    return ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(operationId, email)).outcome();
  }

  private void deleteHalf() {
    ALLY.totp.losesAnswers = true;
    assertThatThrownBy(this::delete).isInstanceOf(Unavailable.class);
    ALLY.totp.losesAnswers = false;
  }

  private Deletions elsewhere() {
    return new Deletions(
        Bus.local(ALLY.bus), new PgDeletionStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)), ALLY.clock);
  }

  private long accounts() {
    return ALLY.database.count("account.account WHERE email = '" + email + "'");
  }

  @Test
  void leavesNothingOfItAndNothingElseAway() {
    String other = ALLY.account();
    Secret others = ALLY.session(other);
    ALLY.activate(session);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(delete()).isEqualTo(Outcome.DELETED);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.totp.enrolled).doesNotContain(accountId);
    // For two days oidc is told that it has ended, by its id.
    ALLY.database.execute("DELETE FROM account.ending WHERE account_id = '" + accountId + "'");
    // For seven days its security events are kept, which name it by its id alone.
    ALLY.database.execute("DELETE FROM account.event WHERE account_id = '" + accountId + "'");
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).doesNotContain(email, accountId.toString()).contains(other);
    assertThat(ALLY.isOpen(others)).isTrue();
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
  }

  @Test
  void answersARepeatedQuestionAlikeAndANewOneThatThereIsNone() {
    UUID operation = UUID.randomUUID();
    assertThat(delete(operation)).isEqualTo(Outcome.DELETED);
    assertThat(delete(operation)).isEqualTo(Outcome.DELETED);
    assertThat(delete()).isEqualTo(Outcome.NO_ACCOUNT);
  }

  @Test
  void isNothingForAnEmailOfNobody() {
    email = "nobody@example.org";
    assertThat(delete()).isEqualTo(Outcome.NO_ACCOUNT);
  }

  @Test
  void letsNobodyInOnceItHasBegun() {
    ALLY.activate(session);
    deleteHalf();
    assertThat(accounts()).isEqualTo(1);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    delete();
  }

  @Test
  void isGoneOnWithByWhoeverFindsItLeftOpen() {
    deleteHalf();
    answer(elsewhere().goOnWithAll());
    assertThat(accounts()).isEqualTo(1);
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    answer(elsewhere().goOnWithAll());
    assertThat(accounts()).isZero();
    answer(elsewhere().goOnWithAll());
  }

  @Test
  void isGoneOnWithAtOnceWhenTheOperatorAsksAgain() {
    deleteHalf();
    assertThat(delete()).isEqualTo(Outcome.DELETED);
    assertThat(accounts()).isZero();
  }

  @Test
  void waitsForASwitchOfTwoFactorThatWasLeftOpen() {
    ALLY.changeMethod(session, Method.AUTHENTICATOR, PASSWORD);
    ALLY.totp.losesAnswers = true;
    assertThatThrownBy(() -> ALLY.confirm(session, FakeTotp.RIGHT)).isInstanceOf(Unavailable.class);
    ALLY.totp.losesAnswers = false;
    ALLY.clock.pass(FactorSwitch.SETTLE_AFTER.plusSeconds(1));
    assertThat(delete()).isEqualTo(Outcome.DELETED);
    assertThat(ALLY.totp.enrolled).doesNotContain(accountId);
  }

  @Test
  void keepsTheEmailFreeForAnother() {
    delete();
    CreateAccount again = new CreateAccount(UUID.randomUUID(), new NewAccount(email, "Eve", PASSWORD));
    assertThat(ALLY.ask(CreateAccount.OPERATION, again).created()).isTrue();
  }
}
