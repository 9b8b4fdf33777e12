package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an attacker who reads the mailbox of an account with a second factor, and has nothing else, can do to it. */
class MailboxThiefTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final String CHOSEN = "a new and fine password";

  private SimulatedUser ada;
  private SimulatedUser other;
  private Browser thief;

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void enrol() {
    other = ALLY.enrolledUser();
    ada = ALLY.enrolledUser();
    thief = ALLY.browser();
  }

  /** Undos that are due act in rounds: another account's is due now, and has acted when this returns. */
  private void awaitARoundOfUndos() {
    ALLY.database().execute("""
        INSERT INTO account.waiting_undo (account_id, activity_id, reset_at, acts_at)
        SELECT id, 0, '%1$s', '%1$s' FROM account.account WHERE email = '%2$s'"""
        .formatted(ALLY.clock.instant(), other.email));
    MAIL.await(other.email, "Two-factor authentication is off", 1);
  }

  private String undoLink() {
    return MAIL.awaitLink(ada.email, "Two-factor authentication is on", 1);
  }

  private String stopLink() {
    return MAIL.awaitLink(ada.email, "Two-factor authentication will be turned off", 1);
  }

  private void resetPassword(Browser at, String chosen) {
    String subject = "Choose a new";
    int before = MAIL.await(ada.email, subject, 0).size();
    at.submit("/forgot", "email", ada.email);
    at.get(MAIL.awaitLink(ada.email, subject, before + 1));
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
    assertThat(ALLY.authenticators(ada)).isEqualTo(1);
    assertThat(location(logInAs(thief, CHOSEN))).isEqualTo("/login/code");
  }

  @Test
  void needsACodeForADayAfterAResetAndTheUndo() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    assertThat(thief.get("/undo").body()).contains("Two-factor authentication will be turned off", " UTC");
    needsACodeForADay();
    assertThat(thief.get("/login/code").body()).contains("Someone asked to turn off two-factor authentication");
    ALLY.clock.pass(Duration.ofSeconds(1));
    MAIL.await(ada.email, "Two-factor authentication is off", 1);
    assertThat(ALLY.authenticators(ada)).isZero();
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
    MAIL.await(ada.email, "You already have an account", 1);
    assertThat(location(logInAs(thief, CHOSEN))).isEmpty();
    assertThat(thief.get("/settings/profile").statusCode()).isEqualTo(303);
  }

  @Test
  void cannotKeepTheOwnerFromStoppingItByALoginWithACode() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    SimulatedUser owner = ada.elsewhere();
    resetPassword(owner.browser, "what the owner chose");
    assertThat(location(owner.logIn("what the owner chose"))).isEqualTo("/login/code");
    assertThat(owner.browser.get("/login/code").body())
        .contains("Someone asked to turn off two-factor authentication", "it stays on");
    assertThat(owner.code(owner.wrongCode()).body()).contains("Someone asked to turn off two-factor authentication");
    assertThat(location(owner.code(owner.codeNow()))).startsWith("/settings/security");
    assertThat(owner.browser.get("/settings/security").body()).contains("Two-factor authentication stays on. Now");
    assertThat(waiting()).isZero();
    assertThat(owner.browser.get("/settings/activity").body())
        .contains("set to turn off a day later", "stays on: turning it off was stopped");
    MAIL.await(ada.email, "Two-factor authentication stays on", 1);
    thief.get(undoLink());
    assertThat(thief.get("/undo").statusCode()).as("it cannot be asked for again").isEqualTo(410);
  }

  @Test
  void cannotKeepTheOwnerFromStoppingItByTheLinkAndACode() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    SimulatedUser owner = ada.elsewhere();
    String stop = stopLink();
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
    assertThat(owner.browser.get("/login").body()).contains("Two-factor authentication stays on. Now");
    assertThat(owner.isSignedIn()).isFalse();
    assertThat(waiting()).isZero();
    assertThat(owner.browser.get("/undo/stop").statusCode()).isEqualTo(410);
  }

  @Test
  void guessesOnThePageThatStopsItAgainstTheBudgetOfLogin() {
    resetPassword(thief, CHOSEN);
    askForUndo();
    thief.get(stopLink());
    for (int i = 0; i < 5; i++) {
      assertThat(thief.submit("/undo/stop", "totp", ada.wrongCode()).statusCode()).isEqualTo(422);
    }
    assertThat(thief.submit("/undo/stop", "totp", ada.codeNow()).statusCode()).isEqualTo(429);
    assertThat(ALLY.charges(ada)).isEqualTo(5);
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
    assertThat(ALLY.charges(ada)).isEqualTo(5);
    ALLY.clock.pass(Duration.ofHours(24));
    MAIL.await(ada.email, "Two-factor authentication stays on", 1);
    assertThat(ALLY.authenticators(ada)).isEqualTo(1);
    assertThat(waiting()).isZero();
  }
}
