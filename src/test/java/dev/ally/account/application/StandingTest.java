package dev.ally.account.application;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.Mailbox;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What oidc learns of an account and one of its sessions, before it gives an application anything. */
class StandingTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Asked OIDC = new Asked(ALLY);
  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private String email;
  private Secret session;
  private Login login;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
    login = OIDC.login(session);
  }

  private Standing standing() {
    return OIDC.standing(login).orElseThrow();
  }

  private void lock(boolean locked) {
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, locked));
  }

  private void reset(Secret link) {
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(UUID.randomUUID(), link, CHOSEN, requestInfo()))
        .outcome()).isEqualTo(ResetPassword.Outcome.CHANGED);
  }

  private Secret mailedReset() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, requestInfo()));
    return MAILBOX.link(email, "/reset");
  }

  @Test
  void isThatOfTheLoginWhileTheSessionIsOpen() {
    assertThat(standing()).isEqualTo(new Standing(true, false, login.generation(), login.claims()));
    OIDC.logOut(session, Secret.empty());
    assertThat(standing()).isEqualTo(new Standing(false, false, login.generation(), login.claims()));
    assertThat(OIDC.standing(login.accountId(), Optional.empty(), true).orElseThrow().sessionOpen()).isFalse();
  }

  @Test
  void hasNoSessionOfAnotherAccount() {
    UUID others = OIDC.sid(ALLY.session(ALLY.account()));
    assertThat(OIDC.standing(login.accountId(), Optional.of(others), true).orElseThrow().sessionOpen()).isFalse();
  }

  @Test
  void isNoneOfAnAccountThatIsLockedOrBeingDeletedOrGone() {
    lock(true);
    assertThat(OIDC.standing(login)).isEmpty();
    lock(false);
    assertThat(OIDC.standing(login)).isPresent();
    ALLY.ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email));
    assertThat(OIDC.standing(login)).isEmpty();
    assertThat(OIDC.standing(UUID.randomUUID(), Optional.empty(), false)).isEmpty();
  }

  @Test
  void isNoneWhileADeletionIsUnderWay() {
    ALLY.database.execute("UPDATE account.account SET open_intent = gen_random_uuid(), locked_at = now() WHERE email = '"
        + email + "'");
    assertThat(OIDC.standing(login)).isEmpty();
  }

  @Test
  void isToBeAskedForAgainWhileTwoFactorIsSwitched() {
    ALLY.database.execute("UPDATE account.account SET open_intent = gen_random_uuid() WHERE email = '" + email + "'");
    assertThatThrownBy(() -> OIDC.standing(login)).isInstanceOf(Unavailable.class);
  }

  @Test
  void countsAsUseOfTheSessionWhereItIsAskedSo() {
    ALLY.clock.pass(Duration.ofMinutes(59));
    assertThat(OIDC.standing(login.accountId(), Optional.of(login.sid()), true).orElseThrow().sessionOpen()).isTrue();
    ALLY.clock.pass(Duration.ofMinutes(59));
    assertThat(standing().sessionOpen()).isTrue();
    ALLY.clock.pass(Duration.ofMinutes(1));
    assertThat(standing().sessionOpen()).as("it was not used the second time").isFalse();
  }

  @Test
  void hasAnotherGenerationAfterALockAndAfterEachNewPassword() {
    int first = standing().generation();
    lock(true);
    lock(false);
    assertThat(standing().generation()).isEqualTo(first + 1);
    session = ALLY.session(email);
    ALLY.ask(ChangePassword.OPERATION, new ChangePassword(
        UUID.randomUUID(), session, PASSWORD, CHOSEN, Secret.empty(), requestInfo(), Secret.empty()));
    assertThat(standing().generation()).isEqualTo(first + 2);
    reset(mailedReset());
    assertThat(standing().generation()).isEqualTo(first + 3);
    Secret token = Secret.token(RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, token));
    assertThat(standing().generation()).as("the link is not used yet").isEqualTo(first + 3);
    reset(token);
    assertThat(standing().generation()).isEqualTo(first + 4);
  }

  @Test
  void hasTheSameGenerationAfterALoginAndAfterASwitchOfTwoFactor() {
    int first = standing().generation();
    ALLY.session(email);
    ALLY.activate(session);
    assertThat(standing().generation()).isEqualTo(first);
  }

  /** As a node of the version before writes it, which knows no generation. */
  @Test
  void hasAnotherGenerationWhicheverVersionLocks() {
    ALLY.database.execute("UPDATE account.account SET locked_at = now(), password_version = password_version + 1"
        + " WHERE email = '" + email + "'");
    ALLY.database.execute("UPDATE account.account SET locked_at = NULL WHERE email = '" + email + "'");
    assertThat(standing().generation()).isEqualTo(login.generation() + 1);
  }

  @Test
  void hasASecondFactorFromTheEnrolmentInItsSessionOn() {
    ALLY.activate(session);
    assertThat(standing().secondFactor()).isTrue();
    assertThat(standing().claims().twoFactor()).isTrue();
    assertThat(OIDC.login(session).secondFactor()).isTrue();
  }

  @Test
  void hasASecondFactorAfterALoginWithACode() {
    ALLY.activate(session);
    Secret other = OIDC.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, Secret.empty());
    assertThat(OIDC.login(other).secondFactor()).isTrue();
    assertThat(OIDC.standing(OIDC.login(other)).orElseThrow().secondFactor()).isTrue();
  }

  @Test
  void hasNoTwoFactorOnceItIsTurnedOff() {
    ALLY.activate(session);
    ALLY.deactivate(session, FakeTotp.RIGHT);
    assertThat(standing().claims().twoFactor()).isFalse();
    assertThat(standing().secondFactor()).as("two-factor is off").isFalse();
    ALLY.activate(session);
    ALLY.ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email));
    assertThat(standing().claims().twoFactor()).isFalse();
    assertThat(standing().secondFactor()).as("the session has ended").isFalse();
  }

  /** Two-factor was turned on before the version that notes it. */
  @Test
  void hasTwoFactorWhereItsSessionHasASecondFactor() {
    ALLY.activate(session);
    ALLY.database.execute("UPDATE account.account SET two_factor = NULL WHERE email = '" + email + "'");
    assertThat(standing().claims().twoFactor()).isTrue();
  }

  @Test
  void namesTheGroups() {
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "staff", true));
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "operators", true));
    assertThat(standing().claims().groups()).containsExactlyInAnyOrder("staff", "operators");
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "staff", false));
    assertThat(standing().claims().groups()).containsExactly("operators");
  }

  @Test
  void hasAVerifiedEmailOnceALinkThatWasMailedThereIsUsed() {
    assertThat(standing().claims().emailVerified()).isFalse();
    Secret link = mailedReset();
    assertThat(standing().claims().emailVerified()).as("not opened yet").isFalse();
    reset(link);
    assertThat(standing().claims().emailVerified()).isTrue();
  }

  @Test
  void hasNoVerifiedEmailByALinkThatAnOperatorHandedOver() {
    Secret token = Secret.token(RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, token));
    reset(token);
    assertThat(standing().claims().emailVerified()).isFalse();
  }

  @Test
  void hasAVerifiedEmailAfterAChangeOfEmailThatWasConfirmed() {
    String other = UUID.randomUUID() + "@example.net";
    ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
        UUID.randomUUID(), session, other, PASSWORD, Secret.empty(), requestInfo()));
    Secret link = MAILBOX.link(other, "/email");
    assertThat(standing().claims().emailVerified()).isFalse();
    ALLY.ask(ConfirmEmailChange.OPERATION, new ConfirmEmailChange(UUID.randomUUID(), link, requestInfo()));
    assertThat(standing().claims().email()).isEqualTo(other);
    assertThat(standing().claims().emailVerified()).isTrue();
  }

  /** As a node of the version before writes it, or whatever else sets another address. */
  @Test
  void hasNoVerifiedEmailOnceTheAccountHasAnotherAddress() {
    reset(mailedReset());
    assertThat(standing().claims().emailVerified()).isTrue();
    String other = UUID.randomUUID() + "@example.net";
    ALLY.database.execute("UPDATE account.account SET email = '" + other + "', email_key = '" + other
        + "' WHERE email = '" + email + "'");
    assertThat(standing().claims().emailVerified()).isFalse();
  }
}
