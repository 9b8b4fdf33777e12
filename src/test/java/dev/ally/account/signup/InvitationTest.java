package dev.ally.account.signup;

import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.Secret;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator makes an account whose person chooses the first password. */
class InvitationTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret CHOSEN = Secret.of("a new and fine password");

  private final UUID operationId = UUID.randomUUID();
  private final String email = "invited-" + operationId + "@example.org";

  private static InviteAccount.Answer invite(UUID operationId, String email, String name) {
    return ALLY.ask(InviteAccount.OPERATION, new InviteAccount(operationId, email, name));
  }

  @Test
  void opensWithTheFirstPasswordAlone() {
    InviteAccount.Answer invited = new InviteAccount.Answer(Set.of(), true);
    assertThat(invite(operationId, email, " Ada ")).isEqualTo(invited);
    assertThat(invite(operationId, email, " Ada ")).as("the same question again").isEqualTo(invited);
    assertThat(ALLY.logIn(email, Secret.empty(), requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(MAILBOX.to(email)).singleElement().satisfies(mail -> {
      assertThat(mail.subject()).isEqualTo("Ally: Your new account");
      assertThat(mail.link()).isPresent();
    });
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(
        UUID.randomUUID(), MAILBOX.link(email, "/reset"), CHOSEN, requestInfo())).outcome())
        .isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(ALLY.logIn(email, CHOSEN, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void isToldAsTheOperators() {
    invite(operationId, email, "Ada");
    for (String what : Set.of("ACCOUNT_CREATED", "RESET_LINK_MAILED")) {
      assertThat(ALLY.database.count("account.event WHERE account_id = '" + operationId + "' AND what = '" + what
          + "' AND actor = 'operator'")).as(what).isEqualTo(1);
    }
  }

  @Test
  void isRefusedASecondTimeAndForWhatIsNoAccount() {
    invite(operationId, email, "Ada");
    assertThat(invite(UUID.randomUUID(), email.toUpperCase(Locale.ROOT), "Ada").problems())
        .containsExactly(Problem.EMAIL_TAKEN);
    assertThat(invite(UUID.randomUUID(), "nobody", "\u202e").problems())
        .contains(Problem.EMAIL_MALFORMED).hasSize(2);
    assertThat(ALLY.database.count("account.letter WHERE account_id = '" + operationId + "'")).isLessThanOrEqualTo(1);
  }
}
