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
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Keyring;
import dev.ally.contract.account.ResetPassword.Outcome;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.Answers;
import dev.ally.mail.Email;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordResetTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private final String email = ALLY.account();

  private static AskPasswordReset.Answer ask(String email, RequestInfo requestInfo) {
    return ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo));
  }

  private Secret link() {
    assertThat(ask(email, requestInfo()).outcome()).isEqualTo(AskPasswordReset.Outcome.ASKED);
    return MAILBOX.link(email, "/reset");
  }

  private static ResetPassword question(Secret link, Secret chosen) {
    return new ResetPassword(UUID.randomUUID(), link, chosen, requestInfo());
  }

  private static Outcome reset(Secret link, Secret chosen) {
    return ALLY.ask(ResetPassword.OPERATION, question(link, chosen)).outcome();
  }

  private LogIn.Outcome logIn(Secret password, RequestInfo requestInfo) {
    return ALLY.logIn(email, password, requestInfo).outcome();
  }

  private static boolean opens(Secret link) {
    return ALLY.ask(FindMailedLink.OPERATION, new FindMailedLink(MailedLinkKind.RESET, link)).email().isPresent();
  }

  @Test
  void replacesThePasswordOnceAndSignsNobodyIn() {
    Secret session = ALLY.session(email);
    Secret link = link();
    assertThat(opens(link)).isTrue();
    assertThat(reset(link, CHOSEN)).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.isOpen(session)).isFalse();
    assertThat(logIn(PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(opens(link)).isFalse();
    assertThat(reset(link, Secret.of("yet another password"))).isEqualTo(Outcome.EXPIRED);
    assertThat(logIn(CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void leavesTheSecondFactorAsItIs() {
    ALLY.activate(ALLY.session(email));
    Secret pending = ALLY.pendingLogin(email);
    assertThat(reset(link(), CHOSEN)).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(logIn(CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void recognisesNoBrowserAnyMoreAndEndsTheWaitsOfUnrecognisedOnes() {
    RequestInfo mine = requestInfo();
    logIn(PASSWORD, mine);
    for (int i = 0; i < 5; i++) {
      logIn(Secret.of("not the password"), requestInfo());
    }
    assertThat(logIn(PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.WAIT);
    assertThat(reset(link(), CHOSEN)).isEqualTo(Outcome.CHANGED);
    assertThat(logIn(CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
    for (int i = 0; i < 5; i++) {
      logIn(Secret.of("not the password"), requestInfo());
    }
    assertThat(logIn(CHOSEN, mine)).isEqualTo(LogIn.Outcome.WAIT);
  }

  @Test
  void opensForHalfAnHour() {
    Secret link = link();
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)).minusMillis(1));
    assertThat(opens(link)).isTrue();
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)));
    assertThat(opens(link)).isFalse();
    assertThat(reset(link, CHOSEN)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void opensNothingOnceThePasswordWasChangedByAnotherLink() {
    Secret first = link();
    Secret second = link();
    assertThat(reset(second, CHOSEN)).isEqualTo(Outcome.CHANGED);
    assertThat(reset(first, Secret.of("yet another password"))).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void isNoLinkOfAnotherKind() {
    ALLY.activate(ALLY.session(email));
    assertThat(reset(MAILBOX.link(email, "/undo"), CHOSEN)).isEqualTo(Outcome.EXPIRED);
    assertThat(reset(Secret.empty(), CHOSEN)).isEqualTo(Outcome.EXPIRED);
    assertThat(reset(Secret.token(RANDOM), CHOSEN)).isEqualTo(Outcome.EXPIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "short, PASSWORD_TOO_SHORT", "'', PASSWORD_MISSING", "password1, PASSWORD_COMMON",
    AccountFixture.BREACHED_PASSWORD + ", PASSWORD_BREACHED"
  })
  void isRefusedLikeANewOneAndTheLinkStaysGood(String chosen, Problem problem) {
    Secret link = link();
    assertThat(ALLY.ask(ResetPassword.OPERATION, question(link, Secret.of(chosen))))
        .isEqualTo(ResetPassword.Answer.refused(problem));
    assertThat(reset(link, Secret.of(email))).isEqualTo(Outcome.REFUSED);
    assertThat(reset(link, CHOSEN)).isEqualTo(Outcome.CHANGED);
  }

  @Test
  void answersARepeatedQuestionAlike() {
    ResetPassword question = question(link(), CHOSEN);
    assertThat(ALLY.ask(ResetPassword.OPERATION, question).outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.ask(ResetPassword.OPERATION, question).outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.database.count("account.activity a JOIN account.account p ON p.id = a.account_id"
        + " WHERE what = 'PASSWORD_RESET' AND email = '" + email + "'")).isEqualTo(1);
  }

  @Test
  void isMadeByOneOfTenAtOnce() {
    Secret link = link();
    List<Future<ResetPassword.Answer>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(ResetPassword.OPERATION.ask(ALLY.bus, question(link, Secret.of("a fine password number " + i))));
    }
    assertThat(asked.stream().map(one -> Answers.answer(one).outcome()).toList())
        .containsOnlyOnce(Outcome.CHANGED).hasSize(10);
  }

  /** A login with the old password whose session is written, and not committed yet, when the new one is chosen. */
  @Test
  void endsTheSessionOfALoginThatWasOpeningItMeanwhile() {
    Secret link = link();
    Secret opening = Secret.token(RANDOM);
    try (OpeningLogin login = new OpeningLogin(ALLY, email, opening)) {
      Future<ResetPassword.Answer> changed = ResetPassword.OPERATION.ask(ALLY.bus, question(link, CHOSEN));
      login.commitOnceWaitedFor(changed);
      assertThat(Answers.answer(changed).outcome()).isEqualTo(Outcome.CHANGED);
    }
    assertThat(ALLY.isOpen(opening)).isFalse();
  }

  @Test
  void keepsNoTokenInClear() {
    Secret link = link();
    assertThat(ALLY.database.dump(Schema.ACCOUNT).toLowerCase())
        .doesNotContain(link.revealText().toLowerCase())
        .doesNotContain(HexFormat.of().formatHex(link.revealBytes()))
        .doesNotContain(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(link.revealText())));
  }

  @Test
  void isMadeWhenTheMailIsSentAndNotBefore() {
    String links = "account.link l JOIN account.account a ON a.id = l.account_id WHERE a.email = '" + email + "'";
    assertThat(ask(email, requestInfo()).outcome()).isEqualTo(AskPasswordReset.Outcome.ASKED);
    assertThat(ALLY.database.count(links)).isZero();
    assertThat(MAILBOX.to(email)).hasSize(1);
    assertThat(ALLY.database.count(links)).isEqualTo(1);
  }

  /** Found by nothing that is made without the key. */
  @Test
  void aLinkThatWasPlantedInTheTableOpensNothing() throws NoSuchAlgorithmException {
    Secret link = Secret.token(RANDOM);
    byte[] text = link.revealBytes();
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Keyring foreign = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));
    for (byte[] hash : List.of(
        text, bytes, sha256.digest(text), sha256.digest(bytes), foreign.hash("RESET_LINK", link))) {
      ALLY.database.execute("""
          INSERT INTO account.link (token_hash, kind, account_id, password_version, made_at)
          SELECT '\\x%s', 'RESET', id, password_version, '%s' FROM account.account WHERE email = '%s'"""
          .formatted(HexFormat.of().formatHex(hash), ALLY.clock.instant(), email));
    }
    assertThat(opens(link)).isFalse();
    assertThat(reset(link, CHOSEN)).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void saysTheSameToWhoeverAsksAndMailsNobodyWhoHasNoAccount() {
    String nobody = UUID.randomUUID() + "@example.org";
    for (String address : List.of(email, nobody)) {
      for (int i = 0; i < 6; i++) {
        assertThat(ask(address, requestInfo())).isEqualTo(AskPasswordReset.Answer.of(AskPasswordReset.Outcome.ASKED));
      }
    }
    assertThat(MAILBOX.to(nobody)).isEmpty();
    assertThat(MAILBOX.to(email)).extracting(Email::subject).containsOnly("Ally: Choose a new password");
    assertThat(ALLY.database.count("account.letter WHERE due_at <= '" + ALLY.clock.instant() + "'")).isZero();
  }

  @Test
  void isMailedThriceAnHourAndOnceMoreWheneverTheLinksHaveRunOut() {
    for (int i = 0; i < 20; i++) {
      ask(email, requestInfo());
    }
    assertThat(MAILBOX.to(email)).hasSize(3);
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)).minusMillis(1));
    ask(email, requestInfo());
    assertThat(MAILBOX.to(email)).hasSize(3);
    ALLY.clock.set(START.plus(Duration.ofMinutes(30)));
    ask(email, requestInfo());
    assertThat(MAILBOX.to(email)).hasSize(4);
    ALLY.clock.set(START.plus(Duration.ofHours(1)).minusMillis(1));
    for (int i = 0; i < 20; i++) {
      ask(email, requestInfo());
    }
    assertThat(MAILBOX.to(email)).hasSize(4);
    ALLY.clock.set(START.plus(Duration.ofHours(1)));
    assertThat(MAILBOX.to(email)).hasSize(5);
    ask(email, requestInfo());
    assertThat(MAILBOX.to(email)).as("of the next hour").hasSize(6);
  }

  /** Whenever attackers ask, and whenever the owner does. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 29", "0, 45", "0, 59", "10, 45", "35, 50"})
  void opensForTheOwnerHoweverOftenAttackersHaveAsked(int firstAttacker, int owner) {
    for (int minute = firstAttacker; minute <= owner; minute++) {
      ALLY.clock.set(START.plus(Duration.ofMinutes(minute)));
      MAILBOX.to(email);
      ask(email, requestInfo());
    }
    assertThat(ask(email, requestInfo()).outcome()).isEqualTo(AskPasswordReset.Outcome.ASKED);
    for (int minute = owner; minute < owner + 25; minute++) {
      ALLY.clock.set(START.plus(Duration.ofMinutes(minute)));
      assertThat(opens(MAILBOX.link(email, "/reset"))).as("at minute %d", minute).isTrue();
    }
    assertThat(reset(MAILBOX.link(email, "/reset"), CHOSEN)).isEqualTo(Outcome.CHANGED);
  }

  @Test
  void isMailedOnceHoweverOftenItIsAskedUnderOneId() {
    AskPasswordReset question = new AskPasswordReset(UUID.randomUUID(), email, requestInfo());
    for (int i = 0; i < 3; i++) {
      assertThat(ALLY.ask(AskPasswordReset.OPERATION, question).outcome()).isEqualTo(AskPasswordReset.Outcome.ASKED);
      assertThat(MAILBOX.to(email)).hasSize(1);
    }
  }

  @Test
  void boundsWhatOneNetworkAsksFor() {
    RequestInfo requestInfo = new RequestInfo("198.51.100.7", "", Secret.token(RANDOM));
    for (int i = 0; i < 30; i++) {
      assertThat(ask(i + "@example.net", requestInfo).outcome()).isEqualTo(AskPasswordReset.Outcome.ASKED);
    }
    assertThat(ask("thirty@example.net", requestInfo).outcome()).isEqualTo(AskPasswordReset.Outcome.WAIT);
    assertThat(ask("nonsense", requestInfo).outcome()).isEqualTo(AskPasswordReset.Outcome.MALFORMED_EMAIL);
  }
}
