package dev.ally.account.login;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AdmitBrowser.Outcome;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import dev.ally.harness.Answers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnrecognisedBrowserTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret WRONG = Secret.of("not the password");

  private final String email = ALLY.account();
  private final RequestInfo known = requestInfo();

  @BeforeEach
  void tryAHundredWrongPasswords() {
    ALLY.logIn(email, PASSWORD, known);
    tryWrongOnes(email, 100);
  }

  /** The last of them as anybody does; what the others leave behind is written down. */
  private static void tryWrongOnes(String email, int count) {
    assertThat(logIn(email, WRONG, requestInfo())).isEqualTo(LogIn.Outcome.REFUSED);
    Buffer subject = new Tokens(ALLY.keyring)
        .hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("email " + EmailAddress.of(email).key()));
    ALLY.database.execute("UPDATE account.password_budget SET in_a_row = " + (count - 1) + " WHERE subject = '\\x"
        + HexFormat.of().formatHex(subject.getBytes()) + "'");
    ALLY.clock.pass(Duration.ofMinutes(15));
    assertThat(logIn(email, WRONG, requestInfo())).isEqualTo(LogIn.Outcome.REFUSED);
  }

  private static LogIn.Outcome logIn(String email, Secret password, RequestInfo requestInfo) {
    return ALLY.logIn(email, password, requestInfo).outcome();
  }

  private Secret link() {
    assertThat(logIn(email, PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.LINK_NEEDED);
    return MAILBOX.link(email, "/login/link");
  }

  private static Outcome admit(Secret link, RequestInfo requestInfo) {
    return ALLY.ask(AdmitBrowser.OPERATION, new AdmitBrowser(UUID.randomUUID(), link, requestInfo)).outcome();
  }

  private static boolean opens(Secret link) {
    return ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.BROWSER,
        link)).email().isPresent();
  }

  private long emails() {
    return MAILBOX.to(email).stream().filter(message -> message.subject().contains("Wrong passwords")).count();
  }

  @Test
  void isLetInByTheLinkAndThenNeedsThePassword() {
    Secret link = link();
    RequestInfo unrecognised = requestInfo();
    assertThat(ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.BROWSER,
        link)).email()).contains(email);
    assertThat(admit(link, unrecognised)).isEqualTo(Outcome.ADMITTED);
    assertThat(logIn(email, WRONG, unrecognised)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(email, PASSWORD, unrecognised)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(logIn(email, PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.LINK_NEEDED);
  }

  @Test
  void needsItsSecondFactorAllTheSame() {
    Secret session = Secret.token(RANDOM);
    ALLY.logIn(email, PASSWORD, known, session, Secret.empty());
    ALLY.ask(ChangeMethod.OPERATION, new ChangeMethod(
        UUID.randomUUID(), session, ChangeMethod.Method.AUTHENTICATOR, PASSWORD, known));
    assertThat(ALLY.confirm(session, FakeTotp.RIGHT)).isEqualTo(CompleteEnrolment.Outcome.ACTIVATED);
    Secret link = link();
    RequestInfo unrecognised = requestInfo();
    admit(link, unrecognised);
    assertThat(logIn(email, PASSWORD, unrecognised)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void neverKeepsAKnownOneOut() {
    assertThat(logIn(email, WRONG, known)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(email, PASSWORD, known)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void getsTheSameAnswerForAnAddressOfNobodyAndForARightPassword() {
    String nobody = UUID.randomUUID() + "@example.org";
    tryWrongOnes(nobody, 100);
    LogIn.Answer answer = LogIn.Answer.of(LogIn.Outcome.LINK_NEEDED);
    for (int i = 0; i < 2; i++) {
      assertThat(ALLY.logIn(nobody, PASSWORD, requestInfo())).isEqualTo(answer);
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo())).isEqualTo(answer);
      assertThat(ALLY.logIn(email, WRONG, requestInfo())).isEqualTo(answer);
    }
    assertThat(MAILBOX.to(nobody)).isEmpty();
    assertThat(emails()).isEqualTo(1);
    assertThat(ALLY.database.count("account.letter")).isZero();
  }

  @Test
  void isOnlyKeptOutFromTheHundredthOn() {
    String bob = ALLY.account();
    tryWrongOnes(bob, 99);
    ALLY.clock.pass(Duration.ofMinutes(15));
    assertThat(logIn(bob, PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void isMailedToTheOwnerAtMostHourly() {
    for (int i = 0; i < 5; i++) {
      logIn(email, PASSWORD, requestInfo());
    }
    assertThat(emails()).isEqualTo(1);
    ALLY.clock.pass(Duration.ofHours(1).minusMillis(1));
    logIn(email, WRONG, requestInfo());
    assertThat(emails()).isEqualTo(1);
    ALLY.clock.pass(Duration.ofMillis(1));
    logIn(email, WRONG, requestInfo());
    assertThat(emails()).isEqualTo(2);
  }

  /** An attacker may have planted the cookie with which the owner opens the link. */
  @Test
  void isKnownByANewCookieFromTheLinkOn() {
    RequestInfo planted = requestInfo();
    Secret newest = Secret.token(AccountFixture.RANDOM);
    RequestInfo owner = new RequestInfo(planted.address(), planted.userAgent(), planted.browser(), newest, "en");
    assertThat(admit(link(), owner)).isEqualTo(Outcome.ADMITTED);
    assertThat(logIn(email, PASSWORD, planted)).isEqualTo(LogIn.Outcome.LINK_NEEDED);
    assertThat(logIn(email, PASSWORD, new RequestInfo(planted.address(), planted.userAgent(), newest)))
        .isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void isOneBrowserForEachLinkHoweverManyOpenIt() {
    Secret link = link();
    List<Future<AdmitBrowser.Answer>> asked = Stream.generate(() -> AdmitBrowser.OPERATION.ask(
        ALLY.bus, new AdmitBrowser(UUID.randomUUID(), link, requestInfo()))).limit(10).toList();
    assertThat(asked.stream().map(one -> Answers.answer(one).outcome()).toList())
        .containsOnlyOnce(Outcome.ADMITTED).hasSize(10);
    assertThat(opens(link)).isFalse();
  }

  @Test
  void isAdmittedForAnHour() {
    Secret link = link();
    ALLY.clock.pass(Duration.ofHours(1).minusMillis(1));
    assertThat(opens(link)).isTrue();
    ALLY.clock.pass(Duration.ofMillis(1));
    assertThat(opens(link)).isFalse();
    assertThat(admit(link, requestInfo())).isEqualTo(Outcome.EXPIRED);
    assertThat(admit(Secret.empty(), requestInfo())).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void isLetInAgainOnceThePasswordIsAnotherAndEarlierLinksAreVoid() {
    Secret link = link();
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo()));
    Secret chosen = Secret.of("a new and fine password");
    ALLY.ask(ResetPassword.OPERATION, new ResetPassword(
        UUID.randomUUID(), MAILBOX.link(email, "/reset"), chosen, requestInfo()));
    assertThat(admit(link, requestInfo())).isEqualTo(Outcome.EXPIRED);
    assertThat(logIn(email, chosen, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void repeatedIsAnsweredAlike() {
    AdmitBrowser question = new AdmitBrowser(UUID.randomUUID(), link(), requestInfo());
    for (int i = 0; i < 2; i++) {
      assertThat(ALLY.ask(AdmitBrowser.OPERATION, question).outcome()).isEqualTo(Outcome.ADMITTED);
    }
    assertThat(ALLY.database.count("account.activity a JOIN account.account p ON p.id = a.account_id"
        + " WHERE what = 'BROWSER_ADMITTED' AND email = '" + email + "'")).isEqualTo(1);
  }
}
