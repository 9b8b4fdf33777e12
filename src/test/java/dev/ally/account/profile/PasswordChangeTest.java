package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.login.OpeningLogin;
import dev.ally.contract.account.ChangePassword.Outcome;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordChangeTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private static ChangePassword question(Secret session, Secret present, Secret chosen, String code,
      RequestInfo requestInfo) {
    return question(session, present, chosen, code, requestInfo, Secret.token(RANDOM));
  }

  private static ChangePassword question(
      Secret session, Secret present, Secret chosen, String code, RequestInfo requestInfo, Secret newBrowser) {
    return new ChangePassword(UUID.randomUUID(), session, present, chosen, Secret.of(code), requestInfo, newBrowser);
  }

  private static ChangePassword.Answer change(Secret session, Secret present, Secret chosen, String code) {
    return ALLY.ask(ChangePassword.OPERATION, question(session, present, chosen, code, requestInfo()));
  }

  private static LogIn.Outcome logIn(String email, Secret password, RequestInfo requestInfo) {
    return ALLY.logIn(email, password, requestInfo).outcome();
  }

  @Test
  void replacesTheOldOneAndEndsWhatBeganUnderIt() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    Secret other = ALLY.session(email);
    assertThat(change(session, PASSWORD, CHOSEN, "").outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.isOpen(session)).isTrue();
    assertThat(ALLY.isOpen(other)).isFalse();
    assertThat(logIn(email, PASSWORD, requestInfo())).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(email, CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(ALLY.database.dump(Schema.ACCOUNT)).contains("password_changed");
  }

  /** A login with the old password whose session is written, and not committed yet, when the password changes. */
  @Test
  void endsTheSessionOfALoginThatWasOpeningItMeanwhile() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    Secret opening = Secret.token(RANDOM);
    try (OpeningLogin login = new OpeningLogin(ALLY, email, opening)) {
      var changed = ChangePassword.OPERATION.ask(ALLY.bus, question(session, PASSWORD, CHOSEN, "", requestInfo()));
      login.commitOnceWaitedFor(changed);
      assertThat(answer(changed).outcome()).isEqualTo(Outcome.CHANGED);
    }
    assertThat(ALLY.isOpen(opening)).isFalse();
  }

  @Test
  void needsThePresentOne() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    assertThat(change(session, Secret.of("not the password"), CHOSEN, "").outcome())
        .isEqualTo(FactorRefusal.WRONG_PASSWORD);
    for (int i = 0; i < 4; i++) {
      change(session, Secret.of("not the password"), CHOSEN, "");
    }
    assertThat(change(session, PASSWORD, CHOSEN, "").outcome()).isEqualTo(FactorRefusal.WAIT_FOR_PASSWORD);
    assertThat(logIn(email, CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.WAIT);
  }

  @Test
  void needsACodeWhereThereIsASecondFactor() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(change(session, PASSWORD, CHOSEN, "000000").outcome()).isEqualTo(FactorRefusal.WRONG_CODE);
    assertThat(change(session, PASSWORD, CHOSEN, FakeTotp.RIGHT).outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    assertThat(logIn(email, CHOSEN, requestInfo())).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void notesARecoveryCodeThatWasUsedForIt() {
    String email = ALLY.account();
    Secret session = ALLY.session(email);
    ALLY.activate(session);
    assertThat(change(session, PASSWORD, CHOSEN, FakeTotp.RECOVERY).outcome()).isEqualTo(Outcome.CHANGED);
    for (String what : List.of("PASSWORD_CHANGED", "RECOVERY_CODE_USED")) {
      assertThat(ALLY.database.count("account.activity a JOIN account.account p ON p.id = a.account_id WHERE p.email = '"
          + email + "' AND what = '" + what + "'")).as(what).isEqualTo(1);
    }
  }

  @Test
  void refusesThePresentOneAsTheNewOneHoweverItIsTyped() {
    Secret session = ALLY.session(ALLY.account());
    Secret wide = Secret.of(PASSWORD.revealText().replace('e', '\uff45'));
    for (Secret same : List.of(PASSWORD, wide)) {
      assertThat(change(session, PASSWORD, same, ""))
          .isEqualTo(ChangePassword.Answer.refused(Problem.PASSWORD_UNCHANGED));
    }
    assertThat(change(session, PASSWORD, CHOSEN, "").outcome()).isEqualTo(Outcome.CHANGED);
  }

  @ParameterizedTest
  @CsvSource({
    "short, PASSWORD_TOO_SHORT", "'', PASSWORD_MISSING", "password1, PASSWORD_COMMON",
    AccountFixture.BREACHED_PASSWORD + ", PASSWORD_BREACHED"
  })
  void isRefusedLikeANewOne(String chosen, Problem problem) {
    Secret session = ALLY.session(ALLY.account());
    assertThat(change(session, PASSWORD, Secret.of(chosen), "")).isEqualTo(ChangePassword.Answer.refused(problem));
  }

  @Test
  void recognisesNoOtherBrowserAnyMore() {
    String email = ALLY.account();
    RequestInfo mine = requestInfo();
    RequestInfo thiefs = requestInfo();
    logIn(email, PASSWORD, thiefs);
    Secret session = Secret.token(RANDOM);
    ALLY.logIn(email, PASSWORD, mine, session, Secret.empty());
    RequestInfo mineAnew = requestInfo();
    ALLY.ask(ChangePassword.OPERATION, question(session, PASSWORD, CHOSEN, "", mine, mineAnew.browser()));
    for (int i = 0; i < 5; i++) {
      logIn(email, PASSWORD, requestInfo());
    }
    assertThat(logIn(email, CHOSEN, thiefs)).isEqualTo(LogIn.Outcome.WAIT);
    assertThat(logIn(email, CHOSEN, mine)).as("a copy of the cookie from before").isEqualTo(LogIn.Outcome.WAIT);
    assertThat(logIn(email, CHOSEN, mineAnew)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void leavesTheBrowserKnownWhereAnOlderNodeAsks() {
    String email = ALLY.account();
    RequestInfo mine = requestInfo();
    Secret session = Secret.token(RANDOM);
    ALLY.logIn(email, PASSWORD, mine, session, Secret.empty());
    ALLY.ask(ChangePassword.OPERATION, question(session, PASSWORD, CHOSEN, "", mine, Secret.empty()));
    for (int i = 0; i < 5; i++) {
      logIn(email, PASSWORD, requestInfo());
    }
    assertThat(logIn(email, CHOSEN, mine)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void answersARepeatedQuestionAlike() {
    Secret session = ALLY.session(ALLY.account());
    ChangePassword question = question(session, PASSWORD, CHOSEN, "", requestInfo());
    assertThat(ALLY.ask(ChangePassword.OPERATION, question).outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ALLY.ask(ChangePassword.OPERATION, question).outcome()).isEqualTo(Outcome.CHANGED);
  }

  @Test
  void isNotForWhoHasNoSession() {
    assertThat(change(Secret.token(RANDOM), PASSWORD, CHOSEN, "").outcome()).isEqualTo(Outcome.NO_SESSION);
  }
}
