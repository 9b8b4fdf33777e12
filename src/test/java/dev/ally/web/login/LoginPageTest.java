package dev.ally.web.login;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.LogIn;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginPageTest {
  private final Site site = Site.open();
  private final Browser browser = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void asksForEmailAndPasswordAsPasswordManagersExpect() {
    assertThat(browser.get("/login").body())
        .contains("<title>Log in – Ally</title>", "<h1>Log in</h1>", "novalidate", ">Log in</button>")
        .containsPattern("name=\"email\" type=\"email\" dir=\"ltr\" autocomplete=\"username\" spellcheck=\"false\"")
        .containsPattern("name=\"password\" type=\"password\" autocomplete=\"current-password\"")
        .contains("<a href=\"/signup\">Create an account</a>");
  }

  @Test
  void logsInAndGoesHome() {
    HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    assertThat(browser.get("/").body()).contains("Hello, Ada Lovelace.");
  }

  @Test
  void handsOverTokensOfItsOwnMakingAndTheOldSession() {
    String old = "o".repeat(43);
    browser.with("ally_session", old);

    browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    LogIn question = site.account.last(LogIn.class);
    assertThat(question.newToken().revealText()).isEqualTo(browser.cookies.get("ally_session")).hasSize(43);
    assertThat(question.requestInfo().newBrowser().revealText())
        .isEqualTo(browser.cookies.get("ally_browser")).hasSize(43)
        .isNotEqualTo(question.requestInfo().browser().revealText());
    assertThat(question.oldSession().revealText()).isEqualTo(old);
    assertThat(question.operationId().version()).isEqualTo(4);
  }

  @Test
  void asksForACodeWhereOneIsNeeded() {
    site.account.twoFactor = true;

    HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(location(answer)).isEqualTo("/login/code");
    assertThat(browser.cookies).containsKey("ally_pending").doesNotContainKeys("ally_session", "ally_browser");
    assertThat(answer.headers().allValues("set-cookie"))
        .anyMatch(cookie -> cookie.startsWith("ally_pending=") && cookie.contains("Max-Age=300"));
  }

  @Test
  void doesNotTellWhichOfTheTwoWasWrong() {
    HttpResponse<String> password = browser.submit("/login", "email", EMAIL, "password", "wrong");
    HttpResponse<String> email = browser.submit("/login", "email", "eve@example.org", "password", PASSWORD);

    assertThat(password.statusCode()).isEqualTo(422).isEqualTo(email.statusCode());
    assertThat(password.body().replace(EMAIL, "")).isEqualTo(email.body().replace("eve@example.org", ""));
    assertThat(password.body())
        .contains("<title>Error: Log in – Ally</title>", "role=\"alert\"", "There is a problem")
        .contains("<a href=\"#password\">The email or password is not right.</a>")
        .contains("<p class=\"problem\" id=\"password-problem\">The email or password is not right.</p>")
        .contains("aria-describedby=\"password-problem\"");
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {"&, &amp;", "<, &lt;", ">, &gt;", "\", &quot;", "', &#39;"})
  void escapesEachCharacterThatHasAMeaningInHtml(String character, String escaped) {
    assertThat(browser.submit("/login", "email", "a" + character + "b@example.org", "password", "x").body())
        .contains("value=\"a" + escaped + "b@example.org\"");
  }

  @Test
  void keepsTheEmailAndForgetsThePassword() {
    HttpResponse<String> answer = browser.submit("/login", "email", "a\"<b>@example.org", "password", "hunter2hunter2");

    assertThat(answer.body()).contains("value=\"a&quot;&lt;b&gt;@example.org\"").doesNotContain("hunter2hunter2");
  }

  @Test
  void saysHowLongToWaitAfterTooManyAttempts() {
    site.account.answer(LogIn.OPERATION, new LogIn.Answer(LogIn.Outcome.WAIT, Duration.ofMillis(180_400)));

    HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("181");
    assertThat(answer.body()).contains("Too many attempts. Try again in 4 minutes.", "value=\"" + EMAIL + "\"");
  }

  @Test
  void goesOnToWhereItWasMeantToLead() {
    HttpResponse<String> answer =
        browser.submitTo("/login?next=%2Fsettings%2Fsecurity%3Fa%3Db", "/login", "email", EMAIL, "password", PASSWORD);

    assertThat(location(answer)).isEqualTo("/settings/security?a=b");
  }

  @Test
  void carriesTheDestinationOverTheSecondStep() {
    site.account.twoFactor = true;

    HttpResponse<String> answer =
        browser.submit("/login?next=/settings/security", "email", EMAIL, "password", PASSWORD);

    assertThat(location(answer)).isEqualTo("/login/code?next=%2Fsettings%2Fsecurity");
  }

  @Test
  void leadsToNoOtherSite() {
    for (String elsewhere : List.of("//e.example", "/%5Ce.example", "https://e.example", "/%09/e.example")) {
      HttpResponse<String> answer =
          site.browser().submit("/login?next=" + elsewhere, "email", EMAIL, "password", PASSWORD);

      assertThat(location(answer)).as(elsewhere).isEqualTo("/");
    }
  }

  @Test
  void sendsWhoIsLoggedInAlreadyStraightOn() {
    Browser ada = site.signedIn();

    assertThat(location(ada.get("/login?next=/settings/security"))).isEqualTo("/settings/security");
    assertThat(location(ada.get("/login"))).isEqualTo("/");
  }

  @Test
  void asksWhoseSessionHasEnded() {
    assertThat(browser.with("ally_session", "x".repeat(43)).get("/login").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAFieldThatStandsTwice() {
    String token = browser.token("/login");

    HttpResponse<String> answer = browser.post("/login", "csrf=" + token + "&email=a&email=b&password=c");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(site.account.wasAsked(LogIn.class)).isFalse();
    assertThat(browser.get("/login?next=/&next=/settings").statusCode()).isEqualTo(400);
  }

  @Test
  void weighsLessThanThirtyKilobytesWithItsStyles() {
    String page = browser.get("/login").body();
    int size = page.length();
    var links = Pattern.compile("(?:href|src)=\"(/static/[^\"]+)\"").matcher(page);
    Set<String> seen = new HashSet<>();
    while (links.find()) {
      size += seen.add(links.group(1)) ? browser.get(links.group(1)).body().length() : 0;
    }

    assertThat(seen).hasSize(4);
    assertThat(size).isLessThan(30_000);
  }
}
