package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ally.harness.Axe;
import dev.ally.harness.Browser;
import dev.ally.harness.Chromium;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes by email, as people do it in a real browser: by label, with a script and without. */
class MailInChromiumTest {
  private static final String CHOSEN = "a new and fine password";
  private static final MailServer MAIL = new MailServer();
  private static WholeServer ally;
  private static Chromium chromium;

  private Page page;
  private SimulatedUser ada;
  private boolean scripts;

  @BeforeAll
  static void open() throws IOException {
    chromium = Chromium.open();
    ally = WholeServer.mailingInBrowsers(MAIL);
    ally.open();
  }

  @AfterAll
  static void close() {
    if (ally != null) {
      ally.close();
      chromium.close();
    }
    MAIL.close();
  }

  @ParameterizedTest(name = "{0} px, JavaScript {2}, {3}")
  @CsvSource({"1280, 900, true, LIGHT", "360, 740, false, DARK"})
  void aPersonFindsEveryWayThatLeadsThroughAMail(int width, int height, boolean javaScript, ColorScheme colours) {
    NewContextOptions options = new NewContextOptions()
        .setViewportSize(width, height).setJavaScriptEnabled(javaScript).setColorScheme(colours);
    scripts = javaScript;
    ada = ally.enrolledUser();
    page = chromium.page(options);

    replaceAForgottenPassword();
    logIn();
    changeTheEmail();
    nameTheAuthenticator();
    page.context().close();

    page = chromium.page(options);
    letAnUnrecognisedBrowserIn();
    undoWhatAnAttackerTurnedOn();
    page.context().close();
  }

  @ParameterizedTest(name = "JavaScript {0}")
  @ValueSource(booleans = {true, false})
  void twoLinksInTwoTabsActEachOnTheAccountThatItsPageNames(boolean javaScript) {
    scripts = javaScript;
    SimulatedUser bob = ally.user();
    ada = ally.user();
    ally.browser().submit("/forgot", "email", ada.email);
    ally.browser().submit("/forgot", "email", bob.email);
    page = chromium.page(new NewContextOptions().setJavaScriptEnabled(javaScript));
    Page adas = page;
    Page bobs = page.context().newPage();
    follow(ada.email, "Choose a new password", 1);
    page = bobs;
    follow(bob.email, "Choose a new password", 1);

    page = adas;
    page.reload();
    assertSays("This sets a new password for " + ada.email);
    fill("New password", CHOSEN);
    press("Change password");
    assertSays("Your password is changed.");
    assertThat(Browser.location(bob.logIn())).as("the other account's password").isEqualTo("/");
    assertThat(Browser.location(ada.logIn(CHOSEN))).isEqualTo("/");

    page = bobs;
    assertSays("This sets a new password for " + bob.email);
    fill("New password", CHOSEN + " of Bob");
    press("Change password");
    assertSays("Your password is changed.");
    assertThat(Browser.location(bob.elsewhere().logIn(CHOSEN + " of Bob"))).isEqualTo("/");
    page.goBack();
    assertThat(page.locator("h1").innerText()).isEqualTo("Open the link in your email again");
    page.context().close();
  }

  @ParameterizedTest(name = "JavaScript {0}")
  @ValueSource(booleans = {true, false})
  void aBrowserThatKeepsNoCookiesIsToldSo(boolean javaScript, @TempDir Path profile) throws IOException {
    ada = ally.user();
    ally.browser().submit("/forgot", "email", ada.email);
    page = chromium.pageWithoutCookies(profile, javaScript);
    scripts = javaScript;
    follow(ada.email, "Choose a new password", 1);
    look("This page needs cookies");
    for (String way : List.of("/login", "/forgot", "/signup")) {
      page.navigate(ally.url() + way);
      fill("Email", ada.email);
      page.locator("main form button[type=submit]").click();
      assertSays("This site needs a cookie, and your browser didn’t send one.");
      assertThat(page.getByLabel("Email").inputValue()).as(way).isEqualTo(ada.email);
    }
    page.context().close();
  }

  @ParameterizedTest(name = "{0} px, JavaScript {2}, {3}")
  @CsvSource({"1280, 900, true, LIGHT", "360, 740, false, DARK"})
  void aSignUpIsCompletedWhereItsLinkLeads(int width, int height, boolean javaScript, ColorScheme colours) {
    scripts = javaScript;
    page = chromium.page(new NewContextOptions()
        .setViewportSize(width, height).setJavaScriptEnabled(javaScript).setColorScheme(colours));
    String email = UUID.randomUUID() + "@example.org";
    page.navigate(ally.url() + "/signup");
    look("Create your account");
    fill("Email", email);
    fill("Name", "Ada");
    press("Create account");
    look("Check your email");
    assertSays("We’ve sent an email to " + email + ".");
    press("Send again");
    assertSays("Requested again.");
    assertThat(MAIL.await(email, 2)).hasSize(2);
    follow(email, "Complete your sign-up", 2);
    look("Complete your sign-up");
    fill("Password", CHOSEN);
    press("Complete sign-up");
    assertSays("Hello, Ada.");
    page.context().close();
  }

  private void replaceAForgottenPassword() {
    page.navigate(ally.url() + "/login");
    link("Forgot your password?");
    fill("Email", ada.email);
    press("Send the link");
    look("Check your email");
    assertSays("If there’s an account with " + ada.email + ", a link is on its way there.");
    follow(ada.email, "Choose a new password", 3);
    look("Choose a new password");
    fill("New password", CHOSEN);
    press("Change password");
    assertSays("Your password is changed. Log in with the new one.");
  }

  private void logIn() {
    fill("Email", ada.email);
    fill("Password", CHOSEN);
    press("Log in");
    code("Continue");
    page.waitForURL(url -> !url.contains("/login"));
  }

  private void changeTheEmail() {
    page.navigate(ally.url() + "/settings/profile");
    link("Change email");
    look("Change your email");
    String other = UUID.randomUUID() + "@example.net";
    fill("New email", other);
    fill("Current password", CHOSEN);
    code("Send the link");
    assertSays("We’ve sent an email to the new address.");
    follow(other, "Confirm your new email", 1);
    look("Confirm your new email");
    press("Confirm new email");
    assertSays("Your email is changed. From now on, you log in with the new one.");
    assertSays(other);
  }

  private void nameTheAuthenticator() {
    page.navigate(ally.url() + "/settings/security");
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Rename")).click();
    look("Rename your authenticator");
    fill("Name", "Work phone");
    press("Update Name");
    assertSays("The authenticator has its new name.");
    assertSays("Work phone");
  }

  private void letAnUnrecognisedBrowserIn() {
    SimulatedUser bob = ally.user();
    bob.logIn("not the password");
    ally.database().execute("UPDATE account.password_budget SET in_a_row = 100");
    page.navigate(ally.url() + "/login");
    fill("Email", bob.email);
    fill("Password", SimulatedUser.PASSWORD);
    press("Log in");
    look("Check your email");
    assertSays("Too many wrong passwords were entered for " + bob.email + ".");
    follow(bob.email, "Wrong passwords", 1);
    look("Log in from this browser");
    press("Allow this browser");
    assertSays("You can log in from this browser now.");
    fill("Email", bob.email);
    fill("Password", SimulatedUser.PASSWORD);
    press("Log in");
    assertSays("Ada");
    page.context().clearCookies();
  }

  private void undoWhatAnAttackerTurnedOn() {
    SimulatedUser eve = ally.enrolledUser();
    follow(eve.email, "Two-factor authentication is on", 2);
    look("Turn two-factor authentication off again");
    fill("Current password", SimulatedUser.PASSWORD);
    press("Turn it off");
    assertSays("Two-factor authentication is off again. Log in and change your password.");
    assertThat(ally.authenticators(eve)).isZero();
  }

  /** Opens the link of the newest email with these words in its subject. */
  private void follow(String email, String subject, int mails) {
    page.navigate(MAIL.await(email, mails).stream()
        .filter(message -> MailServer.subject(message).contains(subject))
        .reduce((first, second) -> second).map(MailServer::link).orElseThrow());
    assertThat(page.url()).as("the token is out of the address").doesNotContain("token");
  }

  /** The page has this heading, fits the screen and, where scripts run, breaks no rule of axe, which is one. */
  private void look(String heading) {
    assertThat(page.locator("h1").innerText()).isEqualTo(heading);
    if (scripts) {
      assertThat(Axe.violations(page)).isEmpty();
    }
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(page.viewportSize().width);
  }

  private void assertSays(String words) {
    assertThat(page.locator("body").innerText()).contains(words);
  }

  /** The code that the app shows now, which is a new one. With script its last digit sends it, where the page says so. */
  private void code(String button) {
    ally.clock.pass(Duration.ofMinutes(1));
    page.getByLabel("Six-digit code").waitFor();
    page.waitForLoadState();
    boolean sends = page.locator("[data-sends]").isVisible();
    fill("Six-digit code", ada.codeNow());
    if (!sends) {
      press(button);
    }
  }

  private void fill(String label, String text) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
  }

  private void link(String name) {
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(button).setExact(true)).click();
  }
}
