package dev.ally.web.signup;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignUpPageTest {
  private final Site site = Site.open();
  private final Browser browser = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void asksForEmailNameAndPassword() {
    assertThat(browser.get("/signup").body())
        .contains("<h1>Create your account</h1>", ">Email</label>", ">Name</label>", ">Password</label>")
        .contains("autocomplete=\"name\"", "autocomplete=\"new-password\"", ">Create account</button>");
  }

  /** Beside an {@code account} of the version before, which wants the password at once. */
  @Test
  void asksForThePasswordWhereALinkLeadsUnlessAccountWantsItAtOnce() {
    try (Site confirmed = Site.withSignUpConfirmedByMail()) {
      Browser browser = confirmed.browser();
      assertThat(browser.get("/signup").body())
          .contains("You choose your password there.").doesNotContain("\"password\"");
      confirmed.account.answer(SignUp.OPERATION, SignUp.Answer.refused(Set.of(NewAccount.Problem.PASSWORD_MISSING)));
      assertThat(browser.submit("/signup", "email", EMAIL, "name", "Ada").body())
          .contains("<a href=\"#password\">Enter a password.</a>", "name=\"password\"", "value=\"Ada\"");
      confirmed.account.answer(SignUp.OPERATION, SignUp.Answer.of(SignUp.Outcome.MAILED));
      browser.submit("/signup", "email", EMAIL, "name", "Ada", "password", "four words in row");
      assertThat(confirmed.account.last(SignUp.class).account().password()).isEqualTo(Secret.of("four words in row"));
    }
  }

  @Test
  void blamesNoFieldForTooManyAttempts() {
    try (Site confirmed = Site.withSignUpConfirmedByMail()) {
      confirmed.account.answer(
          SignUp.OPERATION, new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), Duration.ofMinutes(4)));
      HttpResponse<String> answer = confirmed.browser().submit("/signup", "email", EMAIL, "name", "Ada");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body())
          .contains("<li>Too many attempts. Try again in 4 minutes.</li>").doesNotContain("aria-invalid");
    }
  }

  @Test
  void makesAnAccountAndSignsIn() {
    HttpResponse<String> answer = browser.submit(
        "/signup", "email", "zoe@example.org", "name", "Zoë 🦊 O'Neil", "password", "four words in row");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    SignUp question = site.account.last(SignUp.class);
    assertThat(question.account().name()).isEqualTo("Zoë 🦊 O'Neil");
    assertThat(browser.cookies)
        .containsEntry("ally_browser", question.requestInfo().newBrowser().revealText()).containsKey("ally_session");
    assertThat(browser.get("/").body()).contains("Hello, Zoë 🦊 O&#39;Neil.");
  }

  @Test
  void saysAtEachFieldWhatIsWrongAndKeepsTheRest() {
    HttpResponse<String> answer =
        browser.submit("/signup", "email", EMAIL, "name", "", "password", "shorty");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("<a href=\"#email\">There is an account with this email. Log in instead.</a>")
        .contains("<a href=\"#name\">Enter your name.</a>")
        .contains("<a href=\"#password\">The password must have at least 8 characters.</a>")
        .contains("value=\"" + EMAIL + "\"")
        .doesNotContain("shorty");
  }

  @ParameterizedTest
  @EnumSource
  void hasWordsForEveryProblem(NewAccount.Problem problem) {
    site.account.answer(SignUp.OPERATION, SignUp.Answer.refused(Set.of(problem)));

    HttpResponse<String> answer = browser.submit("/signup", "email", "e@example.org", "name", "E", "password", "p");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).containsPattern("<li><a href=\"#(email|name|password)\">[A-Z][^<]+\\.</a></li>");
  }

  @Test
  void saysWhenToTryAgainAfterTooMany() {
    site.account.answer(SignUp.OPERATION, new SignUp.Answer(SignUp.Outcome.WAIT, Set.of(), Duration.ofMinutes(59)));

    HttpResponse<String> answer = browser.submit(
        "/signup", "email", "e@example.org", "name", "E", "password", "a fine password");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("3540");
    assertThat(answer.body())
        .contains("Too many attempts. Try again in 59 minutes.")
        .contains("value=\"e@example.org\"")
        .doesNotContain("a fine password");
  }

  @Test
  void sendsWhoIsLoggedInAlreadyHome() {
    assertThat(location(site.signedIn().get("/signup"))).isEqualTo("/");
    String form = "email=zoe@example.org&name=Zoe&password=four+words+in+row&csrf=" + browser.token("/signup");
    assertThat(location(browser.post("/signup", form))).isEqualTo("/");
    SignUp made = site.account.last(SignUp.class);
    assertThat(location(browser.post("/signup", form))).isEqualTo("/");
    assertThat(site.account.last(SignUp.class)).as("asked once").isSameAs(made);
  }

  @Test
  void isClosedWhereTheOperatorSaysSo() {
    try (Site closed = Site.withSignUpClosed()) {
      Browser browser = closed.browser();

      assertThat(browser.get("/signup").statusCode()).isEqualTo(403);
      assertThat(browser.get("/").body()).contains("/login").doesNotContain("/signup");
      assertThat(browser.get("/login").body()).doesNotContain("/signup");
      assertThat(browser.post("/signup",
          "csrf=" + browser.token("/login") + "&email=a&name=b&password=c").statusCode())
          .isEqualTo(403);
      assertThat(closed.account.wasAsked(SignUp.class)).isFalse();
    }
  }

  @Test
  void isClosedWhenAccountSaysSo() {
    site.account.answer(SignUp.OPERATION, SignUp.Answer.of(SignUp.Outcome.CLOSED));

    assertThat(browser.submit("/signup", "email", "e@example.org", "name", "E", "password", "p").statusCode())
        .isEqualTo(403);
  }
}
