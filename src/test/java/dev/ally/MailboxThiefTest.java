package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.WholeServer;
import dev.ally.harness.WholeServer.Somebody;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody can do to an account with a second factor who reads its mailbox and has nothing else. */
class MailboxThiefTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String CHOSEN = "a new and fine password";

  private Somebody ada;
  private Somebody other;
  private Browser thief;

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void enrol() {
    other = ALLY.enrolled();
    ada = ALLY.enrolled();
    thief = ALLY.browser();
  }

  private void awaitMail(String subject) {
    awaitMail(ada, subject);
  }

  private static void awaitMail(Somebody owner, String subject) {
    int mails = 1;
    while (MAIL.to(owner.email).stream().noneMatch(mail -> MailServer.subject(mail).contains(subject))) {
      MAIL.await(owner.email, mails++);
    }
  }

  /** Undos that are due act in rounds: another account's is due now, and has acted when this returns. */
  private void awaitARoundOfUndos() {
    ALLY.database().execute("""
        INSERT INTO account.waiting_undo (account_id, activity_id, reset_at, acts_at)
        SELECT id, 0, '%1$s', '%1$s' FROM account.account WHERE email = '%2$s'"""
        .formatted(ALLY.clock.instant(), other.email));
    awaitMail(other, "Two-factor authentication is off");
  }

  /** The path and the query of the link in the newest mail with these words in its subject. */
  private String link(String subject) {
    awaitMail(subject);
    URI link = URI.create(MailServer.link(MAIL.to(ada.email).stream()
        .filter(mail -> MailServer.subject(mail).contains(subject)).reduce((first, second) -> second).orElseThrow()));
    return link.getPath() + "?" + link.getQuery();
  }

  private String undoLink() {
    return link("Two-factor authentication is on");
  }

  private long resetMails() {
    return MAIL.to(ada.email).stream().filter(mail -> MailServer.subject(mail).contains("Choose a new")).count();
  }

  private void resetPassword(Browser at, String chosen) {
    long before = resetMails();
    at.submit("/forgot", "email", ada.email);
    int mails = MAIL.to(ada.email).size();
    while (resetMails() == before) {
      MAIL.await(ada.email, ++mails);
    }
    at.get(link("Choose a new password"));
    assertThat(location(at.submit("/reset", "new_password", chosen))).isEqualTo("/login");
  }

  private void askForUndo() {
    thief.get(undoLink());
    assertThat(location(thief.submit("/undo", "password", CHOSEN))).startsWith("/undo?link=");
  }

  private HttpResponse<String> logInAs(Browser at, String password) {
    return at.submit("/login", "email", ada.email, "password", password);
  }

  private long waiting() {
    return ALLY.database().count("account.waiting_undo w JOIN account.account a ON a.id = w.account_id"
        + " WHERE a.email = '" + ada.email + "'");
  }

  private void needsACodeForADay() {
    ALLY.clock.pass(Duration.ofHours(24).minusSeconds(1));
    awaitARoundOfUndos();
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(location(logInAs(thief, CHOSEN))).isEqualTo("/login/code");
  }

  @Test
  void needsACodeForADayAfterAResetAndTheUndo() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    assertThat(thief.get("/undo").body()).contains("Two-factor authentication will be turned off", " UTC");
    needsACodeForADay();
    assertThat(thief.get("/login/code").body()).contains("Somebody asked to turn two-factor authentication off");
    ALLY.clock.pass(Duration.ofSeconds(1));
    awaitMail("Two-factor authentication is off");
    assertThat(ada.authenticators()).isZero();
  }

  @Test
  void needsACodeForADayThoughTheUndoWasOpenedBeforeTheReset() {
    thief.get(undoLink());
    thief.submit("/undo", "password", "not the password");
    Browser other = ALLY.browser();
    resetPassword(other, CHOSEN);
    assertThat(location(thief.submit("/undo", "password", CHOSEN))).startsWith("/undo?link=");
    needsACodeForADay();
  }

  @Test
  void needsACodeForADayHoweverOftenThePasswordIsResetAndTheUndoAskedFor() {
    resetPassword(thief, "another fine password");
    resetPassword(thief, CHOSEN);
    askForUndo();
    thief.get(undoLink());
    assertThat(thief.get("/undo").body()).as("asked for again").contains("It will be turned off at this time");
    assertThat(waiting()).isEqualTo(1);
    needsACodeForADay();
  }

  @Test
  void getsNoWayInBySigningUpWithTheAddress() {
    thief.submit("/signup", "email", ada.email, "name", "Thief", "password", CHOSEN);
    awaitMail("You have an account already");
    assertThat(location(logInAs(thief, CHOSEN))).isEmpty();
    assertThat(thief.get("/settings/profile").statusCode()).isEqualTo(303);
  }

  @Test
  void cannotKeepTheOwnerFromStoppingItByALoginWithACode() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    Somebody owner = ada.elsewhere();
    resetPassword(owner.browser, "what the owner chose");
    assertThat(location(owner.logIn("what the owner chose"))).isEqualTo("/login/code");
    assertThat(owner.browser.get("/login/code").body())
        .contains("Somebody asked to turn two-factor authentication off", "a recovery code stops that");
    assertThat(owner.code(owner.wrongCode()).body()).contains("Somebody asked to turn two-factor authentication off");
    assertThat(location(owner.code(owner.codeNow()))).startsWith("/settings/security");
    assertThat(owner.browser.get("/settings/security").body()).contains("turning it off was stopped");
    assertThat(waiting()).isZero();
    assertThat(owner.browser.get("/settings/activity").body())
        .contains("to be turned off a day later", "not turned off: that was stopped");
    awaitMail("Two-factor authentication stays on");
    thief.get(undoLink());
    assertThat(thief.get("/undo").statusCode()).as("it cannot be asked for again").isEqualTo(410);
  }

  @Test
  void cannotKeepTheOwnerFromStoppingItByTheLinkAndACode() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    Somebody owner = ada.elsewhere();
    String stop = link("Two-factor authentication will be turned off");
    assertThat(location(owner.browser.get(stop))).startsWith("/undo/stop?link=");
    assertThat(owner.browser.get("/undo/stop").body()).contains(ada.email, "Six-digit code", " UTC");
    HttpResponse<String> wrong = owner.browser.submit("/undo/stop", "totp", owner.wrongCode());
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("id=\"totp-problem\"");
    assertThat(owner.browser.submit("/undo/stop", "totp", "").body()).contains("Enter the six-digit code.");
    assertThat(owner.browser.submit("/undo/stop", "recovery_code", "A").body())
        .contains("id=\"recovery_code-problem\"");
    assertThat(waiting()).isEqualTo(1);
    assertThat(location(owner.browser.submit("/undo/stop", "totp", owner.codeNow()))).isEqualTo("/login");
    assertThat(owner.browser.get("/login").body()).contains("turning it off was stopped");
    assertThat(owner.isSignedIn()).isFalse();
    assertThat(waiting()).isZero();
    assertThat(owner.browser.get("/undo/stop").statusCode()).isEqualTo(410);
  }

  @Test
  void guessesOnThePageThatStopsItAgainstTheBudgetOfLogin() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    thief.get(link("Two-factor authentication will be turned off"));
    for (int i = 0; i < 5; i++) {
      assertThat(thief.submit("/undo/stop", "totp", ada.wrongCode()).statusCode()).isEqualTo(422);
    }
    assertThat(thief.submit("/undo/stop", "totp", ada.codeNow()).statusCode()).isEqualTo(429);
    assertThat(ada.charges()).isEqualTo(5);
    logInAs(thief, CHOSEN);
    assertThat(thief.submit("/login/code", "totp", ada.codeNow()).statusCode()).isEqualTo(429);
  }

  /** So many wrong codes that the owner may not have been able to enter a right one. */
  @Test
  void removesNothingByUsingUpTheCodesThatTheOwnerMayEnter() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    logInAs(thief, CHOSEN);
    for (int i = 0; i < 5; i++) {
      thief.submit("/login/code", "totp", ada.wrongCode());
    }
    assertThat(ada.charges()).isEqualTo(5);
    ALLY.clock.pass(Duration.ofHours(24));
    awaitMail("Two-factor authentication stays on");
    assertThat(ada.authenticators()).isEqualTo(1);
    assertThat(waiting()).isZero();
  }
}
