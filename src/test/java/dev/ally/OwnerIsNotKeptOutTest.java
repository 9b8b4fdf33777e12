package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An attacker who knows the password guesses at codes as often as is allowed, over HTTP; what is left to the owner. */
class OwnerIsNotKeptOutTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String CHOSEN = "a new and fine password";

  private SimulatedUser ada;

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void guessUntilNothingIsFree() {
    ada = ALLY.enrolledUser();
    for (int guesses = 0; guesses < 30; guesses++) {
      ALLY.clock.pass(Duration.ofHours(4));
      SimulatedUser thief = ada.elsewhere();
      thief.logIn();
      assertThat(thief.code(ada.wrongCode()).statusCode()).isEqualTo(422);
    }
    ALLY.clock.pass(Duration.ofHours(4));
    SimulatedUser thief = ada.elsewhere();
    thief.logIn();
    assertThat(thief.code(ada.wrongCode()).statusCode()).isEqualTo(429);
  }

  private void resetByMail() {
    Browser browser = ALLY.browser();
    browser.submit("/forgot", "email", ada.email);
    URI link = linkOfReset();
    browser.get(link.getPath() + "?" + link.getQuery());
    assertThat(browser.submit("/reset", "new_password", CHOSEN).statusCode()).isEqualTo(303);
  }

  /** The last of her emails is that. */
  private URI linkOfReset() {
    for (int mails = 1; ; mails++) {
      MimeMessage newest = MAIL.await(ada.email, mails).get(mails - 1);
      if (MailServer.subject(newest).contains("Choose a new password")) {
        return URI.create(MailServer.link(newest));
      }
    }
  }

  @Test
  void theOwnerGetsInAtABrowserThatTheAccountKnows() {
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn();
    assertThat(elsewhere.code(ada.codeNow()).statusCode()).as("at another one").isEqualTo(429);
    ada.logIn();
    assertThat(ada.code(ada.codeNow()).statusCode()).isEqualTo(303);
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void theOwnerGetsInAnywhereAfterAResetByMail() {
    resetByMail();
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn(CHOSEN);
    for (int mistyped = 0; mistyped < 4; mistyped++) {
      assertThat(elsewhere.code(ada.wrongCode()).statusCode()).isEqualTo(422);
    }
    assertThat(elsewhere.code(ada.codeNow()).statusCode()).isEqualTo(303);
    assertThat(elsewhere.isSignedIn()).isTrue();
  }
}
