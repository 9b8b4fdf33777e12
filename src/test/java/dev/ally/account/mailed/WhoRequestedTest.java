package dev.ally.account.mailed;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.crypto.Secret;
import dev.ally.mail.Email;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an email that was requested tells of who requested it. */
class WhoRequestedTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

  private final String email = ALLY.account();
  private final RequestInfo info = new RequestInfo("203.0.113.77", FIREFOX, Secret.token(RANDOM));

  /** The rows after the address and the time. */
  private static List<String> facts(String address) {
    List<Email> sent = MAILBOX.to(address);
    return sent.get(sent.size() - 1).parts().stream()
        .filter(Email.Facts.class::isInstance)
        .flatMap(part -> ((Email.Facts) part).facts().stream())
        .map(Email.Fact::line)
        .skip(2)
        .toList();
  }

  private static void assertCoarse(List<String> facts) {
    assertThat(facts).containsExactly("Browser: Firefox on Linux", "IP address: 203.0.113.0/24");
  }

  @Test
  void standsInThatOfANewPassword() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, info));
    assertCoarse(facts(email));
  }

  @Test
  void standsInThatOfANewBrowser() {
    ALLY.logIn(email, Secret.of("not the password"), info);
    ALLY.database.execute("UPDATE account.password_budget SET in_a_row = 100");
    ALLY.clock.pass(Duration.ofMinutes(15));
    assertThat(ALLY.logIn(email, PASSWORD, info).outcome()).isEqualTo(LogIn.Outcome.LINK_NEEDED);
    assertCoarse(facts(email));
  }

  @Test
  void standsInThatOfAnotherEmailAddressAndWhenItIsSentAgain() {
    Secret session = ALLY.session(email);
    String other = UUID.randomUUID() + "@example.net";
    ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
        UUID.randomUUID(), session, other, PASSWORD, Secret.empty(), info));
    assertCoarse(facts(other));
    RequestInfo elsewhere = new RequestInfo("2001:db8:5:6::7", "", Secret.token(RANDOM));
    ALLY.ask(ResendEmailChange.OPERATION, new ResendEmailChange(UUID.randomUUID(), session, elsewhere));
    assertThat(facts(other)).as("of the newer").containsExactly("IP address: 2001:db8:5::/48");
  }

  /** An older node has written it. */
  @Test
  void isLeftOutWhereItIsNotKnown() {
    ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email, info));
    ALLY.database.execute("UPDATE account.letter SET requested_from = NULL, requested_by = NULL");
    assertThat(facts(email)).isEmpty();
  }
}
