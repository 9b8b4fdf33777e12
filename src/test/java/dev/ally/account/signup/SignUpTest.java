package dev.ally.account.signup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignUpTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static SignUp signUp(UUID operationId, String email, String name, String password, Secret session) {
    return new SignUp(
        operationId, new NewAccount(email, name, Secret.of(password)), AccountFixture.requestInfo(), session,
        Secret.empty());
  }

  private static SignUp.Answer signUp(String email, String name, String password) {
    return ALLY.ask(SignUp.OPERATION,
        signUp(UUID.randomUUID(), email, name, password, Secret.token(AccountFixture.RANDOM)));
  }

  private static String someEmail() {
    return UUID.randomUUID() + "@example.org";
  }

  @Test
  void makesAnAccountAndSignsIn() {
    Secret session = Secret.token(AccountFixture.RANDOM);
    SignUp question = signUp(UUID.randomUUID(), someEmail(), "Ada", "correct horse battery", session);
    assertThat(ALLY.ask(SignUp.OPERATION, question)).isEqualTo(SignUp.Answer.of(SignUp.Outcome.SIGNED_IN));
    assertThat(ALLY.isOpen(session)).isTrue();
  }

  @Test
  void makesOneAccountWhenItIsRepeated() {
    SignUp question =
        signUp(UUID.randomUUID(), someEmail(), "Ada", "correct horse battery", Secret.token(AccountFixture.RANDOM));
    assertThat(ALLY.ask(SignUp.OPERATION, question).outcome()).isEqualTo(SignUp.Outcome.SIGNED_IN);
    assertThat(ALLY.ask(SignUp.OPERATION, question).outcome()).isEqualTo(SignUp.Outcome.SIGNED_IN);
  }

  @Test
  void isTheSameWhateverIdAnotherNodeMadeItUnder() {
    Secret session = Secret.token(AccountFixture.RANDOM);
    String email = someEmail();
    ALLY.ask(SignUp.OPERATION, signUp(UUID.randomUUID(), email, "Ada", "correct horse battery", session));
    assertThat(ALLY.ask(SignUp.OPERATION, signUp(UUID.randomUUID(), email, "Ada", "correct horse battery", session)))
        .isEqualTo(SignUp.Answer.of(SignUp.Outcome.SIGNED_IN));
  }

  @Test
  void opensNothingWhenItIsRepeatedAfterItsSessionHasEnded() {
    Secret session = Secret.token(AccountFixture.RANDOM);
    SignUp question = signUp(UUID.randomUUID(), someEmail(), "Ada", "correct horse battery", session);
    ALLY.ask(SignUp.OPERATION, question);
    ALLY.ask(LogOut.OPERATION, new LogOut(session, Secret.empty()));
    assertThat(ALLY.ask(SignUp.OPERATION, question).problems()).containsExactly(Problem.EMAIL_TAKEN);
    assertThat(ALLY.isOpen(session)).isFalse();
  }

  @Test
  void opensNoAccountOfSomebodyElseWhateverIdItIsAskedUnder() {
    String email = someEmail();
    Secret session = Secret.token(AccountFixture.RANDOM);
    ALLY.ask(SignUp.OPERATION, signUp(UUID.randomUUID(), email, "Ada", "correct horse battery", session));
    UUID ada = ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().accountId();
    ALLY.ask(LogOut.OPERATION, new LogOut(session, Secret.empty()));
    Secret taken = Secret.token(AccountFixture.RANDOM);
    assertThat(ALLY.ask(SignUp.OPERATION, signUp(ada, email, "Eve", "another fine password", taken)).problems())
        .containsExactly(Problem.EMAIL_TAKEN);
    assertThat(ALLY.isOpen(taken)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADA.%s@EXAMPLE.org", "  ada.%s@example.org ", "Ada.%s@Example.Org"})
  void makesNoSecondAccountForTheSamePerson(String spelling) {
    String unique = UUID.randomUUID().toString();
    assertThat(signUp("ada.%s@example.org".formatted(unique), "Ada", "correct horse battery").outcome())
        .isEqualTo(SignUp.Outcome.SIGNED_IN);
    assertThat(signUp(spelling.formatted(unique), "Eve", "another fine password").problems())
        .containsExactly(Problem.EMAIL_TAKEN);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | Ada | long enough pw | EMAIL_MISSING",
    "nobody | Ada | long enough pw | EMAIL_MALFORMED",
    "a@b@c | Ada | long enough pw | EMAIL_MALFORMED",
    "a b@example.org | Ada | long enough pw | EMAIL_MALFORMED",
    "a@example.org | '  ' | long enough pw | NAME_MISSING",
    "a@example.org | Ada | '' | PASSWORD_MISSING",
    "a@example.org | Ada | seven77 | PASSWORD_TOO_SHORT",
    "a@example.org | Ada | password1 | PASSWORD_COMMON",
    "a@example.org | Ada | PassWord1 | PASSWORD_COMMON",
    "a@example.org | Ada | " + AccountFixture.BREACHED_PASSWORD + " | PASSWORD_BREACHED",
    "a@example.org | Ada | A@Example.org | PASSWORD_IS_EMAIL"
  })
  void refusesWhatIsWrong(String email, String name, String password, Problem problem) {
    SignUp.Answer answer = signUp(email, name, password);
    assertThat(answer.outcome()).isEqualTo(SignUp.Outcome.REFUSED);
    assertThat(answer.problems()).containsExactly(problem);
  }

  @Test
  void refusesAllThatIsWrongAtOnce() {
    assertThat(signUp("", "", "").problems())
        .containsExactlyInAnyOrder(Problem.EMAIL_MISSING, Problem.NAME_MISSING, Problem.PASSWORD_MISSING);
  }

  @Test
  void makesNoMoreAccountsFromOneNetworkInAnHourThanSet() {
    RequestInfo one = new RequestInfo("2001:db8:0:1::1", "a browser", Secret.token(AccountFixture.RANDOM));
    RequestInfo neighbour = new RequestInfo("2001:db8:0:1::2", "a browser", Secret.token(AccountFixture.RANDOM));
    RequestInfo other = new RequestInfo("2001:db8:0:2::1", "a browser", Secret.token(AccountFixture.RANDOM));
    for (int i = 0; i < AccountFixture.SETTINGS.signUpsAnHour(); i++) {
      assertThat(signUpFrom(one)).isEqualTo(SignUp.Answer.of(SignUp.Outcome.SIGNED_IN));
    }
    ALLY.clock.pass(Duration.ofMinutes(59));
    assertThat(signUpFrom(neighbour)).isEqualTo(
        new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), Duration.ofMinutes(1)));
    assertThat(signUpFrom(other).outcome()).isEqualTo(SignUp.Outcome.SIGNED_IN);
    ALLY.clock.pass(Duration.ofMinutes(1));
    assertThat(signUpFrom(neighbour).outcome()).isEqualTo(SignUp.Outcome.SIGNED_IN);
  }

  private static SignUp.Answer signUpFrom(RequestInfo requestInfo) {
    NewAccount account = new NewAccount(someEmail(), "Ada", Secret.of("correct horse battery"));
    return ALLY.ask(SignUp.OPERATION, new SignUp(
        UUID.randomUUID(), account, requestInfo, Secret.token(AccountFixture.RANDOM), Secret.empty()));
  }

  @Test
  void refusesTextThatCannotBeKept() {
    assertThat(signUp(someEmail(), "A\u0000da", "long enough pw").problems()).containsExactly(Problem.NAME_MALFORMED);
    assertThat(signUp(someEmail(), "\u202eadA", "long enough pw").problems()).containsExactly(Problem.NAME_MALFORMED);
    assertThat(signUp(someEmail(), "Ada", "long\u0000enough pw").problems())
        .containsExactly(Problem.PASSWORD_MALFORMED);
  }

  @Test
  void takesPasswordsOf8To256CharactersWhateverTheirBytes() {
    assertThat(signUp(someEmail(), "Ada", "\ud83d\udd11".repeat(8)).problems()).isEmpty();
    assertThat(signUp(someEmail(), "Ada", "\ud83d\udd11".repeat(256)).problems()).isEmpty();
    assertThat(signUp(someEmail(), "Ada", "\ud83d\udd11".repeat(7)).problems())
        .containsExactly(Problem.PASSWORD_TOO_SHORT);
    assertThat(signUp(someEmail(), "Ada", "x".repeat(257)).problems()).containsExactly(Problem.PASSWORD_TOO_LONG);
  }

  @Test
  void keepsAnOperatorsAccountLikeAnyOther() {
    NewAccount account = new NewAccount(someEmail(), "Ada", Secret.of("correct horse battery"));
    assertThat(ALLY.ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account)).created()).isTrue();
    assertThat(ALLY.ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account)).problems())
        .isEqualTo(Set.of(Problem.EMAIL_TAKEN));
  }
}
