package dev.ally.account.factor;

import static dev.ally.account.AccountFixture.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that began with a recovery code, whose person has lost the authenticator. */
class RecoveredSessionTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Optional<UUID> LOST = Optional.of(new UUID(0, 1));

  private final String email = ALLY.account();

  private Secret loggedIn(String code) {
    Secret session = Secret.token(RANDOM);
    assertThat(ALLY.code(ALLY.pendingLogin(email), code, session)).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    return session;
  }

  private Secret recovered() {
    ALLY.activate(ALLY.session(email));
    ALLY.clock.pass(Duration.ofMinutes(1));
    return loggedIn(FakeTotp.RECOVERY);
  }

  private static boolean isRecovered(Secret session) {
    return ALLY.ask(ShowSecurity.OPERATION, new ShowSecurity(session)).security().orElseThrow().recovered();
  }

  private static FactorChange.Result replace(Secret session, Optional<UUID> replaces) {
    return ALLY.ask(AddAuthenticator.OPERATION, new AddAuthenticator(
        UUID.randomUUID(), session, Secret.empty(), false, "", replaces)).outcome();
  }

  @Test
  void needsNoSecondCodeToReplaceTheAuthenticator() {
    Secret session = recovered();
    assertThat(isRecovered(session)).isTrue();
    assertThat(replace(session, LOST)).isEqualTo(FactorChange.Outcome.DONE);
    assertThat(replace(session, Optional.empty())).as("to add one").isEqualTo(CodeRefusal.WRONG);
  }

  @Test
  void needsOneAfterTenMinutes() {
    Secret session = recovered();
    ALLY.clock.pass(Duration.ofMinutes(10).minusMillis(1));
    assertThat(isRecovered(session)).isTrue();
    ALLY.clock.pass(Duration.ofMillis(1));
    assertThat(isRecovered(session)).isFalse();
    assertThat(replace(session, LOST)).isEqualTo(CodeRefusal.WRONG);
  }

  @Test
  void isNoOtherSessionOfTheAccount() {
    recovered();
    Secret other = loggedIn(FakeTotp.RIGHT);
    assertThat(isRecovered(other)).isFalse();
    assertThat(replace(other, LOST)).isEqualTo(CodeRefusal.WRONG);
  }

  @Test
  void isRecoveredNoLongerOnceTheAuthenticatorIsReplaced() {
    Secret session = recovered();
    assertThat(replace(session, LOST)).isEqualTo(FactorChange.Outcome.DONE);
    ALLY.confirm(session, FakeTotp.RIGHT);
    assertThat(ALLY.isOpen(session)).isTrue();
    assertThat(isRecovered(session)).isFalse();
    assertThat(replace(session, LOST)).isEqualTo(CodeRefusal.WRONG);
  }
}
