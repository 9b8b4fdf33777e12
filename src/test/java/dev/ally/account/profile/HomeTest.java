package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowHome.Home;
import dev.ally.contract.account.ShowHome;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HomeTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private static Optional<Home> find(Secret session) {
    return ALLY.ask(ShowHome.OPERATION, new ShowHome(session)).home();
  }

  private Home home() {
    return find(session).orElseThrow();
  }

  @Test
  void tellsWhetherACodeIsAskedForAndHowManyRecoveryCodesWork() {
    assertThat(home().person().email()).isEqualTo(email);
    assertThat(home().twoFactor()).isFalse();
    assertThat(home().recoveryCodes()).isZero();
    assertThat(home().recoveryCodesUnsaved()).isFalse();
    ALLY.activate(session);
    assertThat(home().twoFactor()).isTrue();
    assertThat(home().recoveryCodes()).isEqualTo(FakeTotp.RECOVERY_CODES);
    assertThat(home().recoveryCodesUnsaved()).isTrue();
  }

  @Test
  void countsTheOpenSessionsOfThisPersonAndTellsOfTheLatest() {
    ALLY.session(ALLY.account());
    assertThat(home().sessions()).isEqualTo(1);
    assertThat(home().lastLogin()).isEqualTo(START);
    ALLY.clock.pass(Duration.ofMinutes(10));
    ALLY.logIn(email, PASSWORD, new RequestInfo("198.18.0.1", "another browser", Secret.token(RANDOM)));
    assertThat(home().sessions()).isEqualTo(2);
    assertThat(home().lastLogin()).isEqualTo(START.plus(Duration.ofMinutes(10)));
    assertThat(home().userAgent()).isEqualTo("another browser");
    ALLY.clock.pass(Duration.ofMinutes(59));
    home();
    ALLY.clock.pass(Duration.ofMinutes(2));
    assertThat(home().sessions()).isEqualTo(1);
    assertThat(home().userAgent()).isEqualTo("a browser");
  }

  @Test
  void tellsNobodyElse() {
    ALLY.activate(session);
    assertThat(find(ALLY.pendingLogin(email))).isEmpty();
    assertThat(find(Secret.token(RANDOM))).isEmpty();
    assertThat(find(Secret.empty())).isEmpty();
  }
}
