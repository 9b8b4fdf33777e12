package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.ChangeName.Answer;
import dev.ally.contract.account.ChangeName.Outcome;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private Answer change(String name) {
    return ALLY.ask(ChangeName.OPERATION, new ChangeName(session, name, requestInfo()));
  }

  private String name(Secret of) {
    return ALLY.ask(FindSession.OPERATION, new FindSession(of)).person().orElseThrow().name();
  }

  private long noted() {
    return ALLY.database.count("""
        account.activity v JOIN account.account a ON a.id = v.account_id
        WHERE a.email = '%s' AND v.what = 'NAME_CHANGED'""".formatted(email));
  }

  @Test
  void givesThisAccountAnotherName() {
    Secret somebodyElses = ALLY.session(ALLY.account());
    assertThat(change("  Augusta King ")).isEqualTo(Answer.of(Outcome.CHANGED));
    assertThat(name(session)).isEqualTo("Augusta King");
    assertThat(name(somebodyElses)).isEqualTo("Ada");
    assertThat(noted()).isEqualTo(1);
  }

  @Test
  void notesNothingForTheSameNameAgain() {
    change("Augusta");
    assertThat(change("Augusta")).isEqualTo(Answer.of(Outcome.CHANGED));
    assertThat(noted()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"'', NAME_MISSING", "'  ', NAME_MISSING", "a\u202eb, NAME_MALFORMED"})
  void isRefusedLikeANewOne(String name, Problem problem) {
    assertThat(change(name)).isEqualTo(Answer.refused(problem));
    assertThat(change("x".repeat(101))).isEqualTo(Answer.refused(Problem.NAME_TOO_LONG));
    assertThat(name(session)).isEqualTo("Ada");
  }

  @Test
  void isNotForWhoHasNoSession() {
    session = Secret.token(RANDOM);
    assertThat(change("Eve").outcome()).isEqualTo(Outcome.NO_SESSION);
  }
}
