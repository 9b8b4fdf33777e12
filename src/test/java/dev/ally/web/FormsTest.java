package dev.ally.web;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where forms may come from. */
class FormsTest {
  private static final String SECURITY = "/settings/security";
  private static final String CHANGE = "&method=authenticator&password=" + PASSWORD.replace(' ', '+');

  private final Site site = Site.open();
  private final Browser browser = site.browser();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void refusesAPostFromAnotherOrigin() {
    String form = "csrf=" + ada.token(SECURITY) + CHANGE;

    for (String origin : List.of(
        "https://evil.example", "null", site.publicUrl + ".evil.example", "http://localhost")) {
      HttpResponse<String> answer = ada.post(SECURITY, form, "Origin", origin);

      assertThat(answer.statusCode()).as(origin).isEqualTo(403);
      assertThat(answer.body()).contains("This form was not accepted");
    }
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
  }

  @Test
  void refusesAPostThatTheBrowserCallsForeign() {
    String form = "csrf=" + ada.token(SECURITY) + CHANGE;

    assertThat(ada.post(SECURITY, form, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(ada.post(SECURITY, form, "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
  }

  @Test
  void leavesItToTheTokenWhenTheBrowserSaysNothing() {
    String form = "csrf=" + ada.token(SECURITY) + CHANGE;

    assertThat(location(ada.post(SECURITY, form, "X-Nothing", "said"))).isEqualTo(SECURITY + "/link");
  }

  @Test
  void refusesAMissingToken() {
    browser.get("/login");

    assertThat(ada.post(SECURITY, CHANGE).statusCode()).isEqualTo(403);
    assertThat(ada.post(SECURITY, "csrf=nonsense" + CHANGE).statusCode()).isEqualTo(403);
    assertThat(browser.post("/login", "email=a&password=b").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
    assertThat(site.account.wasAsked(LogIn.class)).isFalse();
  }

  @Test
  void refusesATokenThatWasMadeForSomebodyElse() {
    Browser eve = site.signedIn();

    assertThat(ada.post(SECURITY, "csrf=" + eve.token(SECURITY) + CHANGE).statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
  }

  @Test
  void showsThePageAnewWhenTheFormIsOfAnEarlierSession() {
    String stale = ada.token(SECURITY);
    ada.with("ally_session", site.account.session());

    HttpResponse<String> answer = ada.post(SECURITY, "csrf=" + stale + CHANGE);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(SECURITY + "?method=authenticator");
    assertThat(ada.get(location(answer)).body())
        .contains("You’ve logged in again since you opened this page.", "value=\"authenticator\" selected");
    assertThat(location(ada.post("/logout", "csrf=" + stale))).isEqualTo("/");
    assertThat(location(ada.post(SECURITY + "/link/cancel", "csrf=" + stale))).isEqualTo(SECURITY + "/link");
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
    assertThat(site.account.sessions).hasSize(2);
  }

  @Test
  void asksToLogInFirstWhenTheFormIsOfASessionThatHasEnded() {
    String stale = ada.token(SECURITY);
    ada.cookies.remove("ally_session");

    String login = "/login?next=%2Fsettings%2Fsecurity%3Fmethod%3Dauthenticator";
    assertThat(location(ada.post(SECURITY, "csrf=" + stale + CHANGE))).isEqualTo(login);
    assertThat(location(ada.post(SECURITY, CHANGE))).isEqualTo(login);
    assertThat(ada.get(login).body())
        .contains("You’re no longer logged in.", "value=\"/settings/security?method=authenticator\"");
  }

  @Test
  void showsTheLoginAgainWhenItsTokenFitsNoLonger() {
    String token = browser.token("/login");
    browser.with("ally_visitor", Secret.token(new SecureRandom()).revealText());

    HttpResponse<String> answer = browser.post("/login",
    "csrf=" + token + "&email=ada%40example.org&password=hunter2");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("This page was open for too long.", "value=\"" + EMAIL + "\"")
        .doesNotContain("hunter2");
    assertThat(site.account.wasAsked(LogIn.class)).isFalse();
    String fresh = Browser.hidden(answer).get("csrf");
    assertThat(browser.post("/login", "csrf=" + fresh + "&email=a&password=b").statusCode()).isEqualTo(422);
  }

  @Test
  void showsTheSignUpAgainWhenItsTokenFitsNoLonger() {
    String token = browser.token("/signup");
    browser.with("ally_visitor", Secret.token(new SecureRandom()).revealText());

    HttpResponse<String> answer = browser.post("/signup", "csrf=" + token + "&email=e&name=Eve&password=hunter22");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("This page was open for too long.", "value=\"Eve\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/signup"})
  void saysThatCookiesAreNeededWhereNoneCame(String page) {
    String token = browser.token(page);
    browser.cookies.clear();

    HttpResponse<String> answer =
        browser.post(page, "csrf=" + token + "&email=ada%40example.org&name=Ada&password=hunter22");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("<li>This site needs a cookie, and your browser didn’t send one.")
        .contains("value=\"" + EMAIL + "\"")
        .doesNotContain("too long", "hunter22");
    assertThat(site.account.wasAsked(LogIn.class)).isFalse();
    assertThat(site.account.wasAsked(SignUp.class)).isFalse();
    String fresh = Browser.hidden(answer).get("csrf");
    assertThat(browser.post(page, "csrf=" + fresh + "&email=a&name=&password=").statusCode())
        .as("once the cookie is kept, the same form is taken").isEqualTo(422);
  }

  @Test
  void showsTheCodePageAgainWhenItsTokenIsOfAnEarlierLogin() {
    site.account.twoFactor = true;
    browser.submit("/login", "email", EMAIL, "password", PASSWORD);
    String token = browser.token("/login/code");
    browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    HttpResponse<String> answer = browser.post("/login/code", "csrf=" + token + "&totp=123456");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("This page was open for too long. Enter the code your app shows now.");
    assertThat(browser.post("/login/code", "totp=123456").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(LogInWithCode.class)).isFalse();
  }

  @Test
  void takesFormsOnly() {
    String form = "csrf=" + browser.token("/login") + "&email=a&password=b";

    for (String type : List.of("multipart/form-data; boundary=x", "application/json", "text/plain")) {
      HttpResponse<String> answer = browser.send(
          browser.request("/login").header("Content-Type", type).POST(BodyPublishers.ofString(form)));
      assertThat(answer.statusCode()).as(type).isEqualTo(415);
    }
    assertThat(browser.send(browser.request("/login").POST(BodyPublishers.ofString(form))).statusCode()).isEqualTo(415);
  }

  @Test
  void takesNoMoreThanTheLimit() {
    String token = "csrf=" + browser.token("/login");
    String fitting = token + "&email=" + "a".repeat(64 * 1024 - token.length() - 7);

    assertThat(browser.post("/login", fitting).statusCode()).isEqualTo(422);
    assertThat(browser.post("/login", fitting + "a").statusCode()).isEqualTo(413);
    assertThat(browser.post("/login", "a".repeat(3_000_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void takesNoMoreThanTheLimitInPiecesEither() {
    byte[] much = "a".repeat(100_000).getBytes();

    HttpResponse<String> answer = browser.send(browser.request("/login")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(much))));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void refusesWhatIsNoText() {
    String token = "csrf=" + browser.token("/login");

    for (String value : List.of("%00", "%", "%C3", "%ED%A0%80", "%zz")) {
      assertThat(browser.post("/login", token + "&email=" + value).statusCode()).as(value).isEqualTo(400);
    }
    assertThat(browser.get("/login?next=%FF").statusCode()).isEqualTo(400);
  }
}
