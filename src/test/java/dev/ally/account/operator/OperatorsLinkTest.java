package dev.ally.account.operator;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.SETTINGS;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.MakeResetLink.Outcome;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.mail.Email;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link to a new password that an operator makes and hands on. */
class OperatorsLinkTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private final String email = ALLY.account();
  private final Secret token = Secret.token(RANDOM);

  private MakeResetLink.Answer make(String address) {
    return ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(address, token));
  }

  private ResetPassword.Outcome reset() {
    return ALLY.ask(ResetPassword.OPERATION, new ResetPassword(UUID.randomUUID(), token, CHOSEN,
        requestInfo())).outcome();
  }

  private boolean opens() {
    return ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.RESET, token)).email().isPresent();
  }

  private long noted(String what) {
    return ALLY.database.count("account.activity x JOIN account.account a ON a.id = x.account_id"
        + " WHERE x.what = '" + what + "' AND a.email = '" + email + "'");
  }

  @Test
  void choosesAPasswordOnceAndLeavesTheSecondFactor() {
    ALLY.activate(ALLY.session(email));
    MakeResetLink.Answer made = make(email.toUpperCase());
    assertThat(made.outcome()).isEqualTo(Outcome.MADE);
    assertThat(made.link()).isEqualTo(Secret.of(SETTINGS.publicUrl() + "/reset?token=" + token.revealText()));
    assertThat(reset()).isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    assertThat(opens()).isFalse();
    assertThat(reset()).isEqualTo(ResetPassword.Outcome.EXPIRED);
  }

  @Test
  void opensForHalfAnHourAndWhileThePasswordIsTheSame() {
    make(email);
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)).minusMillis(1));
    assertThat(opens()).isTrue();
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)));
    assertThat(opens()).isFalse();
    assertThat(reset()).isEqualTo(ResetPassword.Outcome.EXPIRED);
  }

  @Test
  void isMadeOnceHoweverOftenItIsAskedFor() {
    assertThat(make(email)).isEqualTo(make(email));
    assertThat(noted("RESET_LINK_MADE")).isEqualTo(1);
  }

  @Test
  void isToldInTheActivityAndByMailAsTheOperators() {
    make(email);
    reset();
    assertThat(noted("RESET_LINK_MADE")).isEqualTo(1);
    assertThat(noted("PASSWORD_RESET_BY_OPERATOR")).isEqualTo(1);
    assertThat(noted("PASSWORD_RESET")).isZero();
    assertThat(MAILBOX.to(email)).extracting(Email::subject)
        .contains("Ally: Link to choose a new password", "Ally: Your password was changed");
    assertThat(MAILBOX.to(email)).allMatch(message -> message.link().isEmpty());
  }

  @Test
  void isNotMadeForALockedAccountOrNone() {
    assertThat(make("nobody@example.org")).isEqualTo(MakeResetLink.Answer.of(Outcome.NO_ACCOUNT));
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    assertThat(make(email)).isEqualTo(MakeResetLink.Answer.of(Outcome.LOCKED));
    assertThat(opens()).isFalse();
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, false));
    assertThat(make(email).outcome()).isEqualTo(Outcome.MADE);
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    assertThat(opens()).as("made before the lock").isFalse();
    assertThat(reset()).isEqualTo(ResetPassword.Outcome.EXPIRED);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
  }

  @Test
  void isKeptByAHashAlone() {
    make(email);
    assertThat(ALLY.database.dump(Schema.ACCOUNT))
        .doesNotContainIgnoringCase(token.revealText())
        .doesNotContain(HexFormat.of().formatHex(token.revealBytes()));
  }
}
