package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fresh guesses at codes, which {@code totp} is asked for after a password reset by email. */
class FreshGuessesTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);

  private final String email = ALLY.account();
  private boolean away;

  private UUID accountId() {
    return answer(new PgAccountStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)).find(EmailAddress.of(email)))
        .orElseThrow().accountId();
  }

  private ResetPassword question() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo()));
    return new ResetPassword(
        UUID.randomUUID(), MAILBOX.link(email, "/reset"), Secret.of("a new and fine password"), requestInfo());
  }

  private ResetPassword.Outcome reset() {
    return ALLY.ask(ResetPassword.OPERATION, question()).outcome();
  }

  private long asked() {
    return ALLY.database.count("account.fresh_guesses WHERE account_id = '" + accountId() + "'");
  }

  private FreshGuesses round() {
    return new FreshGuesses(
        Bus.local(ALLY.vertx()), new PgFreshGuessStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT)), ALLY.clock);
  }

  @AfterEach
  void comeBack() {
    if (away) {
      ALLY.totp.serve(ALLY.bus);
    }
  }

  private void leave() {
    ALLY.totp.leave();
    away = true;
  }

  @Test
  void areGivenByTheResetItself() {
    assertThat(reset()).isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(ALLY.totp.granted).contains(accountId());
    assertThat(asked()).isZero();
  }

  @Test
  void areNotGivenByALinkThatOpensNothing() {
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(
        UUID.randomUUID(), Secret.of("no link"), Secret.of("a new and fine password"), requestInfo())).outcome())
        .isEqualTo(ResetPassword.Outcome.EXPIRED);
    assertThat(ALLY.totp.granted).doesNotContain(accountId());
    assertThat(asked()).isZero();
  }

  /** So it is also while the only {@code totp} is an older one, which does not know the question. */
  @Test
  void areAskedForAgainOnceTotpIsThere() {
    ResetPassword question = question();
    leave();
    assertThat(ALLY.ask(ResetPassword.OPERATION, question).outcome()).isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(asked()).isEqualTo(1);
    ALLY.clock.pass(Duration.ofSeconds(4));
    assertThatThrownBy(() -> answer(round().grantAll())).isInstanceOf(Unavailable.class);
    assertThat(asked()).isEqualTo(1);
    comeBack();
    away = false;
    answer(round().grantAll());
    assertThat(ALLY.totp.granted).contains(accountId());
    assertThat(asked()).isZero();
  }

  @Test
  void areForgottenWithTheAccount() {
    ResetPassword question = question();
    leave();
    ALLY.ask(ResetPassword.OPERATION, question);
    UUID account = accountId();
    ALLY.database.execute("DELETE FROM account.account WHERE id = '" + account + "'");
    assertThat(ALLY.database.count("account.fresh_guesses WHERE account_id = '" + account + "'")).isZero();
  }
}
