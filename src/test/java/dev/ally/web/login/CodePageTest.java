package dev.ally.web.login;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static dev.ally.web.FakeAccount.SPENT_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodePageTest {
  private final Site site = Site.open();
  private final Browser browser = site.browser();

  @BeforeEach
  void enterThePassword() {
    site.account.twoFactor = true;
    browser.submit("/login", "email", EMAIL, "password", PASSWORD);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void asksForTheSixDigits() {
    assertThat(browser.get("/login/code").body())
        .contains("<h1>Enter your code</h1>", "Open your authenticator app and enter the six digits for Ally.")
        .contains("<label for=\"totp\">Six-digit code</label>")
        .contains("type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\"", " autofocus>")
        .contains(">Continue</button>", "Can’t get a code?", "Log in as someone else")
        .doesNotContain("maxlength");
  }

  @Test
  void logsInWithTheRightCode() {
    String pending = browser.cookies.get("ally_pending");

    HttpResponse<String> answer = browser.submit("/login/code", "totp", CODE);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    LogInWithCode question = site.account.last(LogInWithCode.class);
    assertThat(browser.cookies)
        .containsEntry("ally_browser", question.requestInfo().newBrowser().revealText())
        .containsKey("ally_session").doesNotContainKey("ally_pending");
    assertThat(question.pendingLogin().revealText()).isEqualTo(pending);
    assertThat(browser.get("/").body()).contains("Hello, Ada Lovelace.");
  }

  @Test
  void goesOnToWhereItWasMeantToLead() {
    HttpResponse<String> answer = browser.submitTo("/login/code?next=/settings/security", "/login/code", "totp", CODE);

    assertThat(location(answer)).isEqualTo("/settings/security");
  }

  @Test
  void goesOnThereByWayOfTheSecurityPageAfterARecoveryCode() {
    HttpResponse<String> answer = browser.submitTo(
        "/login/code?next=/settings/activity", "/login/code", "totp", "", "recovery_code", CODE);

    assertThat(location(answer)).isEqualTo("/settings/security?next=%2Fsettings%2Factivity");
    assertThat(browser.get(location(answer)).body())
        .contains("You logged in with a recovery code.", "<a href=\"/settings/activity\">Continue to where you were going</a>");
  }

  @Test
  void leadsToNoOtherSite() {
    HttpResponse<String> answer = browser.submit("/login/code?next=//evil.example", "totp", CODE);

    assertThat(location(answer)).isEqualTo("/");
  }

  @Test
  void saysOfEachRefusedCodeWhatIsWrongWithIt() {
    assertThat(refused("")).contains("Enter the six-digit code.");
    assertThat(refused("12 3-45")).contains("The code must be six digits. You entered five.");
    assertThat(refused("\u202f12\u00a03\u20104\u2011\uff0d5")).contains("The code must be six digits. You entered five.");
    assertThat(refused("\u00a0")).contains("Enter the six-digit code.");
    assertThat(refused("1234567890123")).contains("The code must be six digits. You entered 13.");
    assertThat(refused("abcdef")).contains("The code must be six digits. You entered other characters.");
    assertThat(refused(SPENT_CODE)).contains("That code is spent. Wait for the next one.");
    assertThat(refused("999999")).contains("That code doesn’t match. Enter the one your app shows now.");
  }

  /** The button, not only what was typed, tells which field the person means. */
  @Test
  void asksForTheRecoveryCodeWhereItsButtonIsPressedAndNothingIsTyped() {
    assertThat(browser.get("/login/code").body())
        .contains("<button type=\"submit\" name=\"by\" value=\"recovery_code\"");

    assertThat(browser.submit("/login/code", "totp", "", "recovery_code", " ", "by", "recovery_code").body())
        .contains("That’s not a recovery code.", "<details class=\"lost\" open>")
        .doesNotContain("Enter the six-digit code.");
    assertThat(location(browser.submit("/login/code", "totp", CODE, "recovery_code", "", "by", "recovery_code")))
        .isEqualTo("/");
  }

  @Test
  void countsDigitsOfAnyScript() {
    assertThat(refused("\uff11\uff12\uff13\uff14\uff15")).contains("The code must be six digits. You entered five.");
    assertThat(refused("\ud835\udfcf".repeat(7))).contains("The code must be six digits. You entered seven.");
  }

  @Test
  void asksForTheCodeAsTheAppShowsItWhereItIsNotSixDigits() {
    site.account.changeCodeDigits(8);
    assertAsksForTheCodeAsTheAppShowsIt();
  }

  @Test
  void asksForTheCodeAsTheAppShowsItWhereTheAppsDiffer() {
    site.account.addAnother();
    site.account.changeCodeDigits(8);
    assertAsksForTheCodeAsTheAppShowsIt();
  }

  private void assertAsksForTheCodeAsTheAppShowsIt() {
    assertThat(browser.get("/login/code").body())
        .contains("Open your authenticator app and enter the code it shows for Ally.")
        .contains("<label for=\"totp\">Code from your app</label>")
        .contains("type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\"")
        .doesNotContainIgnoringCase("six-digit", "six digits");
    assertThat(refused("")).contains("Enter the code your app shows.");
    assertThat(refused("12345")).contains("The code must have as many digits as your app shows. You entered five.");
    assertThat(refused("abc")).contains("The code has digits only. You entered other characters.");
  }

  @Test
  void doesNotShowARefusedCodeAgain() {
    assertThat(refused("987650")).doesNotContain("987650");
  }

  @Test
  void putsTheProblemBeforeTheFieldInFocus() {
    assertThat(refused("999999")).containsOnlyOnce(" autofocus").contains("role=\"alert\" tabindex=\"-1\" autofocus");
  }

  @Test
  void saysHowLongToWaitAfterTooManyAttempts() {
    answer(new LogInWithCode.Answer(CodeRefusal.WAIT, Duration.ofSeconds(30)));

    HttpResponse<String> answer = browser.submit("/login/code", "totp", CODE);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
    assertThat(answer.body()).contains("Too many attempts. Try again in 30 seconds.");
  }

  @Test
  void goesBackToTheStartWhenTheHalfLoginHasRunOut() {
    answer(LogInWithCode.Answer.of(LogInWithCode.Outcome.EXPIRED));

    HttpResponse<String> answer = browser.submit("/login/code?next=/settings/security", "totp", CODE);

    assertThat(location(answer)).isEqualTo("/login?next=%2Fsettings%2Fsecurity");
    assertThat(browser.cookies).doesNotContainKey("ally_pending");
    assertThat(browser.get("/login").body()).contains("Your login took too long. Log in again.");
    assertThat(browser.get("/login").body()).doesNotContain("Your login took too long.");
  }

  @Test
  void goesBackToTheStartAfterOneMissTooMany() {
    answer(LogInWithCode.Answer.of(LogInWithCode.Outcome.DEAD));

    HttpResponse<String> answer = browser.submit("/login/code", "totp", "999999");

    assertThat(location(answer)).isEqualTo("/login");
    assertThat(browser.get("/login").body()).contains("Too many codes were wrong. Log in again.");
  }

  @Test
  void isNotThereWithoutAPendingLogin() {
    Browser unauthenticated = site.browser();
    Browser forgotten = site.browser().with("ally_pending", "p".repeat(43));

    assertThat(location(unauthenticated.get("/login/code"))).isEqualTo("/login");
    assertThat(location(unauthenticated.post("/login/code", "totp=" + CODE))).isEqualTo("/login");
    assertThat(location(forgotten.get("/login/code?next=/settings/security")))
        .isEqualTo("/login?next=%2Fsettings%2Fsecurity");
    assertThat(site.account.wasAsked(LogInWithCode.class)).isFalse();
  }

  private String refused(String code) {
    HttpResponse<String> answer = browser.submit("/login/code", "totp", code);
    assertThat(answer.statusCode()).isEqualTo(422);
    return answer.body();
  }

  private void answer(LogInWithCode.Answer answer) {
    site.account.answer(LogInWithCode.OPERATION, answer);
  }
}
