package dev.ally.account;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.SETTINGS;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.config.Limit;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was counted goes on being counted when the sealing key of {@code account} is replaced. */
class NewSealingKeyTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret WRONG = Secret.of("not the password");

  /** As an operator does it: a new first key, all resealed, then the older one removed. */
  private static void replaceTheKey() {
    String newLine = Keyring.generateLine(RANDOM);
    use(newLine, ALLY.keyLine);
    Reseal.Answer done = ALLY.ask(Reseal.OF_ACCOUNT, new Reseal(Reseal.START));
    while (done.next().isPresent()) {
      done = ALLY.ask(Reseal.OF_ACCOUNT, new Reseal(done.next().get()));
    }
    use(newLine);
    assertThat(ALLY.database.count("account.sealing_key")).isEqualTo(1);
  }

  private static void use(String... lines) {
    Keyring newer = Keyring.parse(List.of(lines));
    answer(new PgUpkeep(
        ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT), SETTINGS.activityLife())
        .useKey(newer, ALLY.clock.instant()));
    ALLY.keyring.replaceBy(newer);
  }

  private static AskPasswordReset.Outcome askForMail(RequestInfo requestInfo) {
    return ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(
        UUID.randomUUID(), UUID.randomUUID() + "@example.org", requestInfo)).outcome();
  }

  @Test
  void beginsNoBudgetAnew() {
    String email = ALLY.account();
    String nobody = UUID.randomUUID() + "@example.org";
    RequestInfo owner = requestInfo();
    ALLY.logIn(email, PASSWORD, owner);
    for (int i = 0; i < 5; i++) {
      ALLY.logIn(email, WRONG, requestInfo());
      ALLY.logIn(email, WRONG, owner);
      ALLY.logIn(nobody, WRONG, requestInfo());
    }
    for (int i = 0; i < Limit.ASKED_OF_NETWORK.count(); i++) {
      assertThat(askForMail(owner)).isEqualTo(AskPasswordReset.Outcome.ASKED);
    }
    replaceTheKey();
    assertThat(ALLY.logIn(email, WRONG, requestInfo()).outcome()).as("an unrecognised browser")
        .isEqualTo(LogIn.Outcome.WAIT);
    assertThat(ALLY.logIn(nobody, WRONG, requestInfo()).outcome()).as("nobody's").isEqualTo(LogIn.Outcome.WAIT);
    assertThat(askForMail(owner)).as("mails").isEqualTo(AskPasswordReset.Outcome.WAIT);
  }
}
