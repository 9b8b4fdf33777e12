package dev.ally.account.operator;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.SetEmail;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.mail.Email;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator ends the sessions of an account, mails a link to a new password, and sets the email address. */
class LoginAccessTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private EndAllSessions.Outcome end(String address) {
    return ALLY.ask(EndAllSessions.OPERATION, new EndAllSessions(address)).outcome();
  }

  private MailResetLink.Outcome mail(UUID operationId, String address) {
    return ALLY.ask(MailResetLink.OPERATION, new MailResetLink(operationId, address)).outcome();
  }

  private SetEmail.Answer set(String to) {
    return ALLY.ask(SetEmail.OPERATION, new SetEmail(email, to));
  }

  private ResetPassword.Outcome reset(Secret link) {
    return ALLY.ask(ResetPassword.OPERATION, new ResetPassword(UUID.randomUUID(), link, CHOSEN,
        requestInfo())).outcome();
  }

  private static String fresh() {
    return "new-" + UUID.randomUUID() + "@example.org";
  }

  /** What the audit log tells of the account of this address as an operator's. */
  private static long told(String what, String address) {
    return ALLY.database.count("account.event e JOIN account.account a ON a.id = e.account_id WHERE a.email = '"
        + address + "' AND e.what = '" + what + "' AND e.actor = 'operator'");
  }

  @Test
  void endsSessionsAndPendingLoginsAndNobodyElses() {
    Secret somebodyElses = ALLY.session(ALLY.account());
    ALLY.activate(session);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(end(email.toUpperCase(Locale.ROOT))).isEqualTo(EndAllSessions.Outcome.ENDED);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(ALLY.isOpen(somebodyElses)).isTrue();
    assertThat(end(email)).isEqualTo(EndAllSessions.Outcome.NONE);
    assertThat(told("SESSIONS_ENDED_BY_OPERATOR", email)).isEqualTo(1);
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void knowsNobodyWithoutAnAccount() {
    String nobodys = fresh();
    assertThat(end(nobodys)).isEqualTo(EndAllSessions.Outcome.NO_ACCOUNT);
    assertThat(mail(UUID.randomUUID(), nobodys)).isEqualTo(MailResetLink.Outcome.NO_ACCOUNT);
    assertThat(ALLY.ask(SetEmail.OPERATION, new SetEmail(nobodys, fresh())))
        .isEqualTo(SetEmail.Answer.of(SetEmail.Outcome.NO_ACCOUNT));
  }

  @Test
  void mailsALinkToANewPasswordOnceForOneQuestion() {
    UUID operationId = UUID.randomUUID();
    assertThat(mail(operationId, email)).isEqualTo(MailResetLink.Outcome.QUEUED);
    assertThat(mail(operationId, email)).isEqualTo(MailResetLink.Outcome.QUEUED);
    assertThat(told("RESET_LINK_MAILED", email)).isEqualTo(1);
    assertThat(MAILBOX.to(email)).extracting(Email::subject)
        .filteredOn("Ally: Choose a new password"::equals).hasSize(1);
    assertThat(reset(MAILBOX.link(email, "/reset"))).isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void mailsNoLinkToALockedAccount() {
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    assertThat(mail(UUID.randomUUID(), email)).isEqualTo(MailResetLink.Outcome.LOCKED);
    assertThat(told("RESET_LINK_MAILED", email)).isZero();
  }

  @Test
  void setsTheAddressAndTellsBoth() {
    String to = fresh();
    Secret link = Secret.token(RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, link));
    assertThat(set(to)).isEqualTo(SetEmail.Answer.of(SetEmail.Outcome.CHANGED));
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(reset(link)).as("a link of before").isEqualTo(ResetPassword.Outcome.EXPIRED);
    assertThat(ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status()).isEmpty();
    assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(ALLY.logIn(to, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(told("EMAIL_SET_BY_OPERATOR", to)).isEqualTo(1);
    for (String address : List.of(email, to)) {
      assertThat(MAILBOX.to(address)).extracting(Email::subject)
          .filteredOn("Ally: Your email was changed"::equals).hasSize(1);
    }
    assertThat(ALLY.database.count("account.account WHERE email = '" + to + "' AND verified_email = email")).isZero();
  }

  @Test
  void endsAChangeThatWaitsForItsLink() {
    assertThat(ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
        UUID.randomUUID(), session, fresh(), PASSWORD, Secret.empty(), requestInfo())).outcome())
        .isEqualTo(AskEmailChange.Outcome.ASKED);
    String to = fresh();
    set(to);
    assertThat(ALLY.ask(FindEmailChange.OPERATION, new FindEmailChange(ALLY.session(to))).waiting()).isEmpty();
  }

  @Test
  void takesNobodysAddress() {
    String others = ALLY.account();
    assertThat(set(others.toUpperCase(Locale.ROOT))).isEqualTo(SetEmail.Answer.refused(Problem.EMAIL_TAKEN));
    assertThat(set(email)).isEqualTo(SetEmail.Answer.of(SetEmail.Outcome.SAME));
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "a@b c", "a@\u202eexample.org", "a\u0000@example.org", "a@\ud800.example"})
  void refusesWhatIsNoAddress(String to) {
    assertThat(set(to).outcome()).isEqualTo(SetEmail.Outcome.REFUSED);
    assertThat(set(to).problem()).isPresent();
    assertThat(ALLY.isOpen(session)).isTrue();
  }
}
