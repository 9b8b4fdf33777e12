package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ally.database.Schema;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What goes by email, over HTTP and SMTP. */
class MailWalkTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String CHOSEN = "a new and fine password";

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @Test
  void aForgottenPasswordIsReplacedByAMailedLinkAndTheCodeIsStillNeeded() {
    SimulatedUser ada = ALLY.enrolledUser();
    MAIL.await(ada.email, 2);
    Browser browser = ALLY.browser();
    assertThat(browser.get("/login").body()).contains("<a href=\"/forgot\">");
    HttpResponse<String> asked = browser.submit("/forgot", "email", ada.email);
    assertThat(location(asked)).isEqualTo("/check-mail");
    assertThat(browser.get("/check-mail").body())
        .contains("If there’s an account with " + ada.email + ", a link is on its way there.");

    HttpResponse<String> opened = browser.get(MAIL.awaitLink(ada.email, "Choose a new password", 1));
    assertThat(opened.statusCode()).isEqualTo(303);
    assertThat(location(opened)).startsWith("/reset").doesNotContain("token");
    assertThat(opened.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    HttpResponse<String> page = browser.get(location(opened));
    assertThat(page.body()).contains("Choose a new password", "This sets a new password for " + ada.email + ".");
    assertThat(browser.submit("/reset", "new_password", "short").statusCode()).isEqualTo(422);
    HttpResponse<String> done = browser.submit("/reset", "new_password", CHOSEN);
    assertThat(location(done)).isEqualTo("/login");
    assertThat(browser.get("/login").body()).contains("Your password is changed. Log in with the new one.");

    assertThat(ada.isSignedIn()).isFalse();
    assertThat(browser.get("/settings/profile").statusCode()).isEqualTo(303);
    SimulatedUser anew = ada.elsewhere();
    assertThat(location(anew.logIn(CHOSEN))).isEqualTo("/login/code");
    assertThat(anew.code(ada.codeNow()).statusCode()).isEqualTo(303);
    assertThat(anew.isSignedIn()).isTrue();
    assertThat(MAIL.await(ada.email, 5).stream().map(MailServer::subject)).contains("Ally: Your password was changed");
    assertThat(browser.get("/reset").statusCode()).isEqualTo(410);
  }

  @Test
  void whoHasNoAccountGetsTheSameAnswerAndNoEmail() {
    SimulatedUser ada = ALLY.user();
    String nobody = UUID.randomUUID() + "@example.org";
    HttpResponse<String> unknown = ALLY.browser().submit("/forgot", "email", nobody);
    HttpResponse<String> known = ALLY.browser().submit("/forgot", "email", ada.email);
    assertThat(unknown.statusCode()).isEqualTo(known.statusCode());
    assertThat(unknown.headers().map().keySet()).isEqualTo(known.headers().map().keySet());
    assertThat(location(unknown)).isEqualTo(location(known));
    assertThat(ALLY.browser().submit("/forgot", "email", "nonsense").statusCode()).isEqualTo(422);
    MAIL.await(ada.email, 1);
    // A round of mails begins when all of the one before have left.
    ALLY.browser().submit("/forgot", "email", ada.email);
    MAIL.await(ada.email, 2);
    assertThat(MAIL.to(nobody)).isEmpty();
  }

  @Test
  void whatWasRequestedIsSentAgainAndToACorrectedAddress() {
    SimulatedUser ada = ALLY.user();
    Browser browser = ALLY.browser();
    browser.submit("/forgot", "email", "typo." + ada.email);
    assertThat(browser.get("/forgot").body()).contains("value=\"typo." + ada.email + "\"");
    browser.submit("/forgot", "email", ada.email);
    assertThat(browser.get("/check-mail").body()).contains(ada.email).doesNotContain("Requested again", "typo.");
    MAIL.await(ada.email, 1);

    HttpResponse<String> again = browser.submitTo("/check-mail", "/forgot");
    assertThat(location(again)).isEqualTo("/check-mail");
    assertThat(browser.get("/check-mail").body()).contains("Requested again.", ada.email);
    assertThat(MAIL.await(ada.email, 2)).hasSize(2);
    assertThat(browser.get("/login").body()).contains("value=\"" + ada.email + "\"");
  }

  @Test
  void twoFactorThatAnAttackerTurnedOnIsUndoneByTheEmailThatToldOfIt() {
    SimulatedUser ada = ALLY.enrolledUser();
    Browser browser = ALLY.browser();
    String link = MAIL.awaitLink(ada.email, "Two-factor authentication is on", 1);
    assertThat(browser.open(link).body()).contains("This link is for the account " + ada.email);
    assertThat(browser.submit("/undo", "password", "not the password").statusCode()).isEqualTo(422);
    assertThat(location(browser.submit("/undo", "password", SimulatedUser.PASSWORD))).isEqualTo("/login");
    assertThat(browser.get("/login").body()).contains("Two-factor authentication is off again.");
    assertThat(ALLY.authenticators(ada)).isZero();
    assertThat(ada.isSignedIn()).isFalse();
    assertThat(location(ada.elsewhere().logIn())).isEqualTo("/");
  }

  @Test
  void theEmailIsChangedByALinkThatIsMailedToTheNewOne() {
    SimulatedUser ada = ALLY.enrolledUser();
    String other = UUID.randomUUID() + "@example.net";
    assertThat(ada.browser.get("/settings/profile").body()).contains("href=\"/settings/profile/email\"");
    String page = "/settings/profile/email";
    HttpResponse<String> refused = ada.browser.submit(page, "new_email", other, "password", SimulatedUser.PASSWORD);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("value=\"" + other + "\"", "Enter the six-digit code.")
        .doesNotContain(SimulatedUser.PASSWORD);
    assertThat(ada.browser.submit(page, "new_email", "nonsense", "password", "", "totp", "").statusCode())
        .isEqualTo(422);
    HttpResponse<String> asked = ada.browser.submit(
        page, "new_email", other, "password", SimulatedUser.PASSWORD, "totp", ada.codeNow());
    assertThat(location(asked)).isEqualTo("/settings/profile");
    assertThat(ada.browser.get("/settings/profile").body())
        .contains("We’ve sent an email to the new address.", ada.email);

    assertThat(ada.browser.get("/settings/profile").body()).contains("We sent a link to " + other + "");
    assertThat(ada.browser.get(page).body()).contains("value=\"" + other + "\"");

    Browser elsewhere = ALLY.browser();
    assertThat(location(elsewhere.get(MAIL.awaitLink(other, "Confirm your new email", 1)))).startsWith("/email");
    assertThat(elsewhere.get("/email").body()).contains("Confirm your new email", other).doesNotContain(ada.email);
    assertThat(ada.browser.get("/settings/profile").body()).as("looking changes nothing").contains(ada.email);
    assertThat(location(elsewhere.submitTo("/email", "/email"))).isEqualTo("/settings/profile");
    assertThat(elsewhere.get("/login?next=%2Fsettings%2Fprofile").body()).contains("Your email is changed.");
    assertThat(elsewhere.get("/email").statusCode()).isEqualTo(410);
    assertThat(ada.browser.get("/settings/profile").body()).contains(other).doesNotContain(ada.email);
    assertThat(ada.browser.get("/settings/activity").body())
        .contains("Change of email requested", "Email changed, by a link");
    assertThat(MAIL.await(ada.email, 4).stream().map(MailServer::subject))
        .contains("Ally: Change of email requested", "Ally: Your email was changed");
  }

  @Test
  void aChangeOfEmailThatWaitsIsMailedAgainOrCancelled() {
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    String other = UUID.randomUUID() + "@example.net";
    ada.browser.submit("/settings/profile/email", "new_email", other, "password", SimulatedUser.PASSWORD);
    String link = MAIL.awaitLink(other, "Confirm your new email", 1);

    assertThat(location(ada.browser.submitTo("/settings/profile", "/settings/profile/email/again")))
        .isEqualTo("/settings/profile");
    assertThat(ada.browser.get("/settings/profile").body()).contains("We’ve sent an email to the new address.");
    assertThat(MAIL.await(other, 2)).hasSize(2);
    assertThat(location(ada.browser.submitTo("/settings/profile", "/settings/profile/email/cancel")))
        .isEqualTo("/settings/profile");
    assertThat(ada.browser.get("/settings/profile").body())
        .contains("The change of your email is cancelled.").doesNotContain(other);
    assertThat(ALLY.browser().open(link)).extracting(HttpResponse::statusCode).isEqualTo(410);
    assertThat(ada.browser.get("/settings/activity").body()).contains("Change of email cancelled");
  }

  @Test
  void whoAsksForAnAddressAfterOthersIsToldThatTheEmailLeavesLater() {
    String other = UUID.randomUUID() + "@example.net";
    SimulatedUser ada = ALLY.user();
    for (SimulatedUser one : List.of(ALLY.user(), ALLY.user(), ALLY.user(), ada)) {
      one.logIn();
      one.browser.submit("/settings/profile/email", "new_email", other, "password", SimulatedUser.PASSWORD);
    }
    assertThat(ada.browser.get("/settings/profile").body()).contains(
        "Too many emails were requested for the new address",
        "Too many emails were requested for " + other + ", so ours will be sent at this time:");
    assertThat(MAIL.await(other, 3)).hasSize(3);
    ALLY.clock.pass(Duration.ofHours(1));
    Browser browser = ALLY.browser();
    browser.get(MAIL.awaitLink(other, "Confirm your new email", 4));
    assertThat(location(browser.submitTo("/email", "/email"))).isEqualTo("/settings/profile");
    assertThat(ada.elsewhere().logIn().statusCode()).as("the old email").isEqualTo(422);
  }

  @Test
  void anUnrecognisedBrowserIsLetInByAMailedLinkOnceTooManyPasswordsWereWrong() {
    SimulatedUser ada = ALLY.user();
    String nobody = UUID.randomUUID() + "@example.org";
    for (String address : List.of(ada.email, nobody)) {
      ALLY.browser().submit("/login", "email", address, "password", "not the password");
    }
    ALLY.database().execute("UPDATE account.password_budget SET in_a_row = 100");
    HttpResponse<String> known = ada.logIn();
    HttpResponse<String> unknown =
        ALLY.browser().submit("/login", "email", nobody, "password", SimulatedUser.PASSWORD);
    assertThat(known.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    for (HttpResponse<String> answer : List.of(known, unknown)) {
      assertThat(location(answer)).isEqualTo("/check-mail");
    }
    assertThat(ada.browser.get("/check-mail").body())
        .contains("Too many wrong passwords were entered for " + ada.email + ".")
        .doesNotContain("Send again");

    assertThat(location(ada.browser.get(MAIL.awaitLink(ada.email, "Wrong passwords", 1)))).startsWith("/login/link");
    assertThat(ada.browser.get("/login/link").body()).contains("Log in from this browser", ada.email);
    assertThat(location(ada.browser.submitTo("/login/link", "/login/link"))).isEqualTo("/login");
    assertThat(ada.isSignedIn()).as("the link signs nobody in").isFalse();
    assertThat(ada.browser.get("/login").body()).contains("You can log in from this browser now.");
    assertThat(location(ada.logIn())).isEqualTo("/");
    assertThat(location(ada.elsewhere().logIn())).isEqualTo("/check-mail");
    assertThat(MAIL.to(nobody)).isEmpty();
  }

  @Test
  void aLinkWithoutItsTokenOrWithAnotherOpensNothing() {
    for (String path : List.of("/reset", "/undo", "/undo/stop", "/email", "/login/link", "/signup/confirm")) {
      Browser browser = ALLY.browser();
      assertThat(browser.get(path).statusCode()).isEqualTo(410);
      String page = location(browser.get(path + "?token=" + "A".repeat(43)));
      assertThat(browser.get(page).statusCode()).isEqualTo(410);
      assertThat(browser.get(path).statusCode()).isEqualTo(410);
      assertThat(browser.get(path + "?token=%0d%0aSet-Cookie:x").headers().map()).doesNotContainKey("x");
    }
  }

  @Test
  void noTokenStandsInATableOrALog() {
    List<String> log = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        log.add(event.getFormattedMessage());
      }
    };
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger ally = (Logger) LoggerFactory.getLogger("dev.ally");
    ear.start();
    root.addAppender(ear);
    ally.setLevel(Level.TRACE);
    try {
      SimulatedUser ada = ALLY.user();
      Browser browser = ALLY.browser();
      browser.submit("/forgot", "email", ada.email);
      String link = MAIL.awaitLink(ada.email, "Choose a new password", 1);
      browser.get(link);
      browser.submit("/reset", "new_password", CHOSEN);
      String token = link.substring(link.indexOf("token=") + 6);
      assertThat(token).hasSize(43);
      assertThat(ALLY.database().dump(Schema.ACCOUNT)).doesNotContainIgnoringCase(token)
          .doesNotContain(HexFormat.of().formatHex(token.getBytes(StandardCharsets.US_ASCII)))
          .doesNotContain(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(token)));
      assertThat(String.join("\n", log)).doesNotContain(token);
    } finally {
      ally.setLevel(null);
      root.detachAppender(ear);
    }
  }
}
