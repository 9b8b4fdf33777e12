package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.account.login.OpeningLogin;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskEmailChange.Outcome;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Answers;
import dev.ally.mail.Email;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailChangeTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);

  private final String email = ALLY.account();
  private final Secret session = ALLY.session(email);
  private final String other = UUID.randomUUID() + "@example.net";

  private static AskEmailChange question(Secret session, String email, Secret password, String code) {
    return new AskEmailChange(UUID.randomUUID(), session, email, password, Secret.of(code), requestInfo());
  }

  private static AskEmailChange.Result ask(Secret session, String email, Secret password, String code) {
    return ALLY.ask(AskEmailChange.OPERATION, question(session, email, password, code)).outcome();
  }

  private Secret link() {
    assertThat(ask(session, other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    return MAILBOX.link(other, "/email");
  }

  private static ConfirmEmailChange confirmation(Secret link) {
    return new ConfirmEmailChange(UUID.randomUUID(), link, requestInfo());
  }

  private static boolean confirm(Secret link) {
    return ALLY.ask(ConfirmEmailChange.OPERATION, confirmation(link)).outcome()
        == ConfirmEmailChange.Outcome.CHANGED;
  }

  private static boolean opens(Secret link) {
    return ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.EMAIL, link)).email().isPresent();
  }

  private static LogIn.Outcome logIn(String email) {
    return ALLY.logIn(email, PASSWORD, requestInfo()).outcome();
  }

  private String emailOfSession() {
    return ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().email();
  }

  private static List<String> subjects(String address) {
    return MAILBOX.to(address).stream().map(Email::subject).filter(subject -> subject.contains("email")).toList();
  }

  @Test
  void isMadeByTheLinkAndNotBefore() {
    Secret link = link();
    assertThat(ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.EMAIL,
        link)).email()).contains(other);
    assertThat(emailOfSession()).isEqualTo(email);
    assertThat(logIn(other)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(confirm(link)).isTrue();
    assertThat(emailOfSession()).isEqualTo(other);
    assertThat(logIn(email)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(other)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(opens(link)).isFalse();
    assertThat(confirm(link)).isFalse();
  }

  @Test
  void isToldToTheOldAddressWhenAskedAndWhenMadeAndToTheNewOneOnlyThen() {
    Secret link = link();
    assertThat(subjects(email)).containsExactly("Ally: Change of email requested");
    assertThat(subjects(other)).containsExactly("Ally: Confirm your new email");
    assertThat(MAILBOX.to(other).get(0).parts()).noneMatch(part -> part.toString().contains(email) || part.toString().contains("Ada"));
    confirm(link);
    assertThat(subjects(email)).containsExactly("Ally: Change of email requested", "Ally: Your email was changed");
    assertThat(subjects(other)).containsExactly("Ally: Confirm your new email", "Ally: Your new email is confirmed");
    assertThat(MAILBOX.to(email)).allMatch(message -> message.link().isEmpty());
  }

  @Test
  void endsTheOtherSessionsAndPendingLoginsAndLeavesTheBrowsersKnown() {
    RequestInfo known = requestInfo();
    ALLY.logIn(email, PASSWORD, known);
    Secret elsewhere = ALLY.session(email);
    assertThat(confirm(link())).isTrue();
    assertThat(ALLY.isOpen(session)).isTrue();
    assertThat(ALLY.isOpen(elsewhere)).isFalse();
    for (int i = 0; i < 5; i++) {
      ALLY.logIn(other, Secret.of("not the password"), requestInfo());
    }
    assertThat(ALLY.logIn(other, PASSWORD, known).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void needsACodeWhereThereIsASecondFactorAndEndsPendingLogins() {
    ALLY.activate(session);
    assertThat(ask(session, other, PASSWORD, "")).isEqualTo(FactorRefusal.WRONG_CODE);
    assertThat(ask(session, other, PASSWORD, "222222")).isEqualTo(FactorRefusal.WRONG_CODE);
    assertThat(ask(session, other, PASSWORD, FakeTotp.RIGHT)).isEqualTo(Outcome.ASKED);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(confirm(MAILBOX.link(other, "/email"))).isTrue();
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(logIn(other)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void takesARecoveryCodeAndNotesIt() {
    ALLY.activate(session);
    assertThat(ask(session, other, PASSWORD, FakeTotp.RECOVERY)).isEqualTo(Outcome.ASKED);
    assertThat(MAILBOX.to(email)).anyMatch(message -> message.subject().contains("Recovery code used"));
  }

  @Test
  void notesARecoveryCodeThoughNoMoreMailsMayBeAskedFor() {
    ALLY.activate(session);
    for (int i = 0; i < 3; i++) {
      ask(session, i + other, PASSWORD, FakeTotp.RIGHT);
    }
    assertThat(ask(session, other, PASSWORD, FakeTotp.RECOVERY)).isEqualTo(Outcome.WAIT);
    assertThat(MAILBOX.to(email)).anyMatch(message -> message.subject().contains("Recovery code used"));
  }

  @Test
  void needsThePasswordAndCountsWrongOnes() {
    for (int i = 0; i < 5; i++) {
      assertThat(ask(session, other, Secret.of("not the password"), "")).isEqualTo(FactorRefusal.WRONG_PASSWORD);
    }
    assertThat(ask(session, other, PASSWORD, "")).isEqualTo(FactorRefusal.WAIT_FOR_PASSWORD);
    assertThat(ask(Secret.token(RANDOM), other, PASSWORD, "")).isEqualTo(Outcome.NO_SESSION);
    assertThat(MAILBOX.to(other)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "a@b@c", "a b@example.org"})
  void takesNothingThatIsNoAddress(String typed) {
    assertThat(ask(session, typed, PASSWORD, "")).isEqualTo(Outcome.MALFORMED_EMAIL);
  }

  @Test
  void takesNeitherItsOwnEmailHoweverItIsWrittenNorOneThatIsThePassword() {
    assertThat(ask(session, " " + email.toUpperCase() + " ", PASSWORD, "")).isEqualTo(Outcome.SAME_EMAIL);
    String odd = UUID.randomUUID() + "@example.org";
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, Secret.of(odd), Secret.empty(), requestInfo(), Secret.empty()));
    assertThat(ask(session, odd.toUpperCase(), Secret.of(odd), "")).isEqualTo(Outcome.EMAIL_IS_PASSWORD);
  }

  @Test
  void isKeptAsItWasTypedAndComparedFolded() {
    String local = "Ada." + UUID.randomUUID();
    String typed = local + "@B\u00fccher.example";
    assertThat(ask(session, "  " + typed + " ", PASSWORD, "")).isEqualTo(Outcome.ASKED);
    assertThat(confirm(MAILBOX.link(local + "@xn--bcher-kva.example", "/email"))).isTrue();
    assertThat(emailOfSession()).isEqualTo(typed);
    assertThat(logIn(local.toLowerCase(Locale.ROOT) + "@xn--bcher-kva.example")).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void saysTheSameForAnAddressThatIsTakenAndTellsItsOwnerByMail() {
    String eve = ALLY.account();
    AskEmailChange question = question(session, eve.toUpperCase(), PASSWORD, "");
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question)).isEqualTo(AskEmailChange.Answer.of(Outcome.ASKED));
    assertThat(MAILBOX.to(eve)).extracting(Email::subject).containsExactly("Ally: You already have an account");
    assertThat(MAILBOX.to(eve).get(0).link()).isEmpty();
    assertThat(subjects(email)).containsExactly("Ally: Change of email requested");
  }

  @Test
  void isNotMadeWhenSomebodyHasTheAddressByThen() {
    Secret link = link();
    ALLY.ask(CreateAccount.OPERATION, new CreateAccount(
        UUID.randomUUID(), new NewAccount(other.toUpperCase(), "Eve", PASSWORD)));
    assertThat(confirm(link)).isFalse();
    assertThat(emailOfSession()).isEqualTo(email);
  }

  @Test
  void opensForHalfAnHour() {
    Secret link = link();
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)).minusMillis(1));
    assertThat(opens(link)).isTrue();
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)));
    assertThat(opens(link)).isFalse();
    assertThat(confirm(link)).isFalse();
  }

  @Test
  void diesWhenAnotherIsAskedFor() {
    Secret link = link();
    assertThat(ask(session, "another." + other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    assertThat(opens(link)).isFalse();
    assertThat(confirm(link)).isFalse();
    assertThat(confirm(MAILBOX.link("another." + other, "/email"))).isTrue();
  }

  @Test
  void diesWithThePasswordAndWithTheSecondFactorThatItWasAskedWith() {
    Secret link = link();
    Secret chosen = Secret.of("a new and fine password");
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, chosen, Secret.empty(), requestInfo(), Secret.empty()));
    assertThat(opens(link)).isFalse();
    assertThat(confirm(link)).isFalse();
    assertThat(ask(session, other, chosen, "")).isEqualTo(Outcome.ASKED);
    Secret later = MAILBOX.link(other, "/email");
    ALLY.database.execute(
        "UPDATE account.account SET factor_version = factor_version + 1 WHERE email = '" + email + "'");
    assertThat(confirm(later)).isFalse();
  }

  /** A reader of the old mailbox must not choose the password of the account that left it. */
  @Test
  void voidsLinksThatWereMailedToTheOldAddress() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo()));
    Secret reset = MAILBOX.link(email, "/reset");
    assertThat(confirm(link())).isTrue();
    assertThat(ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.RESET,
        reset)).email()).isEmpty();
  }

  @Test
  void isMadeOnceByTenAtOnceAndByOneOfTwoAccountsForTheSameAddress() {
    String eve = ALLY.account();
    Secret evesSession = ALLY.session(eve);
    Secret link = link();
    assertThat(ask(evesSession, other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    Secret evesLink = MAILBOX.link(other, "/email");
    List<Future<ConfirmEmailChange.Answer>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(ConfirmEmailChange.OPERATION.ask(ALLY.bus, confirmation(i % 2 == 0 ? link : evesLink)));
    }
    assertThat(asked.stream().map(one -> Answers.answer(one).outcome()).toList())
        .containsOnlyOnce(ConfirmEmailChange.Outcome.CHANGED);
    assertThat(ALLY.database.count("account.account WHERE email_key = '" + other + "'")).isEqualTo(1);
  }

  @Test
  void answersRepeatedQuestionsAlike() {
    AskEmailChange question = question(session, other, PASSWORD, "");
    for (int i = 0; i < 2; i++) {
      assertThat(ALLY.ask(AskEmailChange.OPERATION, question).outcome()).isEqualTo(Outcome.ASKED);
    }
    ConfirmEmailChange confirmation = confirmation(MAILBOX.link(other, "/email"));
    for (int i = 0; i < 2; i++) {
      assertThat(ALLY.ask(ConfirmEmailChange.OPERATION, confirmation).outcome())
          .isEqualTo(ConfirmEmailChange.Outcome.CHANGED);
    }
    assertThat(subjects(email)).hasSize(2);
    assertThat(subjects(other)).hasSize(2);
  }

  @Test
  void mayBeAskedThreeTimesAnHour() {
    for (int i = 0; i < 3; i++) {
      assertThat(ask(session, i + other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    }
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question(session, other, PASSWORD, "")))
        .isEqualTo(new AskEmailChange.Answer(Outcome.WAIT, Duration.ofHours(1)));
  }

  @Test
  void isMailedLaterWhereOthersAskedForThreeToTheSameAddress() {
    List<Secret> others = Stream.generate(() -> ALLY.session(ALLY.account())).limit(3).toList();
    others.forEach(one -> assertThat(ask(one, other, PASSWORD, "")).isEqualTo(Outcome.ASKED));
    AskEmailChange question = question(session, other, PASSWORD, "");
    AskEmailChange.Answer later = new AskEmailChange.Answer(Outcome.ASKED, Duration.ofHours(1));
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question)).isEqualTo(later);
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question)).as("asked again").isEqualTo(later);
    assertThat(MAILBOX.to(other)).hasSize(3);
    assertThat(subjects(email)).as("its owner is told at once").containsExactly("Ally: Change of email requested");

    ALLY.clock.set(START.plus(Duration.ofHours(1)).minusMillis(1));
    assertThat(MAILBOX.to(other)).hasSize(3);
    ALLY.clock.set(START.plus(Duration.ofHours(1)));
    assertThat(MAILBOX.to(other)).hasSize(4);
    ALLY.clock.set(START.plus(Duration.ofMinutes(90)).minusMillis(1));
    assertThat(confirm(MAILBOX.link(other, "/email"))).isTrue();
    assertThat(logIn(other)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void isRefusedWhereOthersHaveAskedForMoreThanADayOfEmails() {
    ask(ALLY.session(ALLY.account()), other, PASSWORD, "");
    ALLY.database.execute("UPDATE account.sign_up_budget SET made = 3, since = since + interval '23 hours'");
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question(ALLY.session(ALLY.account()), other, PASSWORD, "")))
        .isEqualTo(new AskEmailChange.Answer(Outcome.ASKED, Duration.ofHours(24)));
    ALLY.database.execute("UPDATE account.sign_up_budget SET made = 3");
    assertThat(ALLY.ask(AskEmailChange.OPERATION, question(session, other, PASSWORD, "")))
        .isEqualTo(new AskEmailChange.Answer(Outcome.WAIT, Duration.ofHours(1)));
  }

  private static Optional<FindEmailChange.Waiting> waiting(Secret session) {
    return ALLY.ask(FindEmailChange.OPERATION, new FindEmailChange(session)).waiting();
  }

  private static ResendEmailChange.Answer resend(Secret session) {
    return ALLY.ask(ResendEmailChange.OPERATION, new ResendEmailChange(UUID.randomUUID(), session, requestInfo()));
  }

  private static CancelEmailChange.Outcome cancel(Secret session) {
    return ALLY.ask(CancelEmailChange.OPERATION, new CancelEmailChange(session, requestInfo())).outcome();
  }

  private long noted(String what) {
    return ALLY.database.count("account.activity x JOIN account.account a ON a.id = x.account_id WHERE a.email IN ('"
        + email + "', '" + other + "') AND x.what = '" + what + "'");
  }

  @Test
  void isShownToEverySessionOfTheAccountWhileItWaitsAndToNoOther() {
    assertThat(waiting(session)).isEmpty();
    link();
    for (Secret own : List.of(session, ALLY.session(email))) {
      assertThat(waiting(own)).contains(new FindEmailChange.Waiting(other, START));
    }
    assertThat(waiting(ALLY.session(ALLY.account()))).isEmpty();
    assertThat(waiting(Secret.token(RANDOM))).isEmpty();
  }

  @Test
  void isShownNoLongerOnceItIsMadeOrHasLapsed() {
    Secret link = link();
    ALLY.clock.set(START.plus(Duration.ofMinutes(20)));
    assertThat(confirm(link)).isTrue();
    assertThat(waiting(session)).isEmpty();
    assertThat(ask(session, "another." + other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    assertThat(waiting(session)).isPresent();
    Secret chosen = Secret.of("a new and fine password");
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, chosen, Secret.empty(), requestInfo(), Secret.empty()));
    assertThat(waiting(session)).as("begun with another password").isEmpty();
  }

  /** Its email has no link, and nothing else may tell that. */
  @Test
  void isShownAlikeForAnAddressThatIsTaken() {
    String eve = ALLY.account();
    assertThat(ask(session, eve, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    Secret otherSession = ALLY.session(ALLY.account());
    assertThat(ask(otherSession, other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    MAILBOX.to(eve);
    for (int minutes : new int[] {0, 29, 31, 59}) {
      ALLY.clock.set(START.plus(Duration.ofMinutes(minutes)));
      assertThat(waiting(session)).contains(new FindEmailChange.Waiting(eve, START));
      assertThat(waiting(otherSession)).contains(new FindEmailChange.Waiting(other, START));
    }
  }

  @Test
  void isMailedAgainToTheSameAddressWithoutThePassword() {
    Secret first = link();
    ALLY.clock.set(START.plus(Duration.ofMinutes(20)));
    assertThat(resend(session)).isEqualTo(ResendEmailChange.Answer.of(ResendEmailChange.Outcome.SENT));
    assertThat(waiting(session)).contains(new FindEmailChange.Waiting(other, ALLY.clock.instant()));
    Secret second = MAILBOX.link(other, "/email");
    assertThat(second).isNotEqualTo(first);
    assertThat(opens(first)).isTrue();

    ALLY.clock.set(START.plus(Duration.ofMinutes(40)));

    assertThat(opens(first)).isFalse();
    assertThat(confirm(second)).isTrue();
    assertThat(resend(session).outcome()).isEqualTo(ResendEmailChange.Outcome.NOT_WAITING);
    assertThat(resend(Secret.token(RANDOM)).outcome()).isEqualTo(ResendEmailChange.Outcome.NO_SESSION);
  }

  @Test
  void isMailedAgainOnceItWasMailedAndAsOftenAsItMayBeAskedFor() {
    assertThat(ask(session, other, PASSWORD, "")).isEqualTo(Outcome.ASKED);
    assertThat(resend(session).outcome()).as("while it is to be sent").isEqualTo(ResendEmailChange.Outcome.SENT);
    assertThat(MAILBOX.to(other)).hasSize(1);
    for (int i = 2; i <= 3; i++) {
      assertThat(resend(session).outcome()).isEqualTo(ResendEmailChange.Outcome.SENT);
      assertThat(MAILBOX.to(other)).hasSize(i);
    }
    assertThat(resend(session))
        .isEqualTo(new ResendEmailChange.Answer(ResendEmailChange.Outcome.WAIT, Duration.ofHours(1)));
    assertThat(MAILBOX.to(other)).hasSize(3);
  }

  @Test
  void isMailedOnceByAQuestionThatIsAskedAgain() {
    link();
    ResendEmailChange question = new ResendEmailChange(UUID.randomUUID(), session, requestInfo());
    for (int i = 0; i < 2; i++) {
      assertThat(ALLY.ask(ResendEmailChange.OPERATION, question).outcome()).isEqualTo(ResendEmailChange.Outcome.SENT);
    }
    assertThat(MAILBOX.to(other)).hasSize(2);
  }

  @Test
  void isCancelledWithItsLinksAndTheEmailThatWasToBeSent() {
    Secret link = link();
    resend(session);
    assertThat(cancel(ALLY.session(email))).isEqualTo(CancelEmailChange.Outcome.CANCELLED);
    assertThat(waiting(session)).isEmpty();
    assertThat(opens(link)).isFalse();
    assertThat(confirm(link)).isFalse();
    assertThat(MAILBOX.to(other)).hasSize(1);
    assertThat(cancel(session)).isEqualTo(CancelEmailChange.Outcome.CANCELLED);
    assertThat(noted("EMAIL_CHANGE_CANCELLED")).as("once").isEqualTo(1);
    assertThat(cancel(Secret.token(RANDOM))).isEqualTo(CancelEmailChange.Outcome.NO_SESSION);
  }

  @Test
  void isNotCancelledOnceItIsMade() {
    assertThat(confirm(link())).isTrue();
    assertThat(cancel(session)).isEqualTo(CancelEmailChange.Outcome.CANCELLED);
    assertThat(emailOfSession()).isEqualTo(other);
    assertThat(noted("EMAIL_CHANGE_CANCELLED")).isZero();
  }

  /** A login with the old email address has written its session, and not committed, when the new one is confirmed. */
  @Test
  void endsTheSessionOfALoginThatWasOpeningItMeanwhile() {
    Secret link = link();
    Secret opening = Secret.token(RANDOM);
    try (OpeningLogin login = new OpeningLogin(ALLY, email, opening)) {
      Future<ConfirmEmailChange.Answer> changed =
          ConfirmEmailChange.OPERATION.ask(ALLY.bus, confirmation(link));
      login.commitOnceWaitedFor(changed);
      assertThat(Answers.answer(changed).outcome()).isEqualTo(ConfirmEmailChange.Outcome.CHANGED);
    }
    assertThat(ALLY.isOpen(opening)).isFalse();
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @Test
  void keepsNoTokenInClear() {
    String token = link().revealText();
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).doesNotContainIgnoringCase(token);
  }
}
