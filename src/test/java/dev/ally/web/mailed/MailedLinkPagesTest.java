package dev.ally.web.mailed;

import static dev.ally.web.FakeAccount.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailedLinkPagesTest {
  private final Site site = Site.open();

  @BeforeEach
  void letEveryLinkOpen() {
    site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(Optional.of(EMAIL)));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Browser opened() {
    return site.browser().with("ally_link", Secret.token(new SecureRandom()).revealText());
  }

  private static String token() {
    return Secret.token(new SecureRandom()).revealText();
  }

  /** Where the link leads, once its token is out of the address. */
  private static String page(Browser browser, String path, String token) {
    return Browser.location(browser.get(path + "?token=" + token));
  }

  private void answerEachLinkWithItsOwnEmail() {
    site.account.answerBy(FindMailedLink.OPERATION, question -> new FindMailedLink.Answer(
        Optional.of("owner-of-" + question.link().revealText().substring(0, 6) + "@example.org")));
  }

  private static String owner(String token) {
    return "owner-of-" + token.substring(0, 6) + "@example.org";
  }

  @ParameterizedTest
  @ValueSource(strings = {"/email", "/login/link", "/undo", "/undo/stop", "/reset", "/signup/confirm"})
  void nameTheAccountOfTheirOwnLinkThoughAnotherWasOpenedSince(String path) {
    answerEachLinkWithItsOwnEmail();
    Browser browser = site.browser();
    String first = token();
    String second = token();
    String firstPage = page(browser, path, first);
    String secondPage = page(browser, path, second);
    for (int i = 0; i < 2; i++) {
      assertThat(browser.get(firstPage).body()).contains(owner(first)).doesNotContain(owner(second), first);
      assertThat(browser.get(secondPage).body()).contains(owner(second)).doesNotContain(owner(first), second);
    }
    assertThat(browser.get(path).body()).as("without a reference, the newest").contains(owner(second));
    assertThat(firstPage + secondPage).doesNotContain(first, second, "token");
  }

  /** So the switch of languages and a reload lead back to it. */
  @ParameterizedTest
  @ValueSource(strings = {"/email", "/login/link", "/undo", "/undo/stop", "/reset", "/signup/confirm"})
  void haveFormsThatStayAtTheAddressOfTheirOwnLink(String path) {
    Browser browser = site.browser();
    String firstPage = page(browser, path, token());
    page(browser, path, token());

    assertThat(browser.get(firstPage).body()).contains(" action=\"" + firstPage + "\"");
  }

  @Test
  void askForACodeOfTheLengthThatTheAccountHas() {
    Browser browser = site.browser();
    for (Map.Entry<Integer, String> digits : Map.of(6, ">Six-digit code<", 8, ">Code from your app<").entrySet()) {
      site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(
          Optional.of(EMAIL), "", Optional.empty(), Optional.of(digits.getKey())));
      assertThat(browser.get(page(browser, "/undo/stop", token())).body()).contains(digits.getValue());
    }
  }

  @Test
  void haveFormsThatActForTheirOwnLinkAndLeaveTheOtherOne() {
    answerEachLinkWithItsOwnEmail();
    site.account.answer(ResetPassword.OPERATION, ResetPassword.Answer.of(ResetPassword.Outcome.CHANGED));
    Browser browser = site.browser();
    String first = token();
    String second = token();
    String firstForm = browser.token(page(browser, "/reset", first));
    String secondForm = browser.token(page(browser, "/reset", second));

    assertThat(browser.post("/reset", "csrf=" + firstForm + "&new_password=one").statusCode()).isEqualTo(303);
    assertThat(site.account.last(ResetPassword.class).link()).isEqualTo(Secret.of(first));
    assertThat(browser.post("/reset", "csrf=" + firstForm + "&new_password=one").statusCode()).as("used").isEqualTo(403);
    assertThat(browser.post("/reset", "csrf=" + secondForm + "&new_password=two").statusCode()).isEqualTo(303);
    assertThat(site.account.last(ResetPassword.class).link()).isEqualTo(Secret.of(second));
    assertThat(browser.cookies).doesNotContainKey("ally_link");
  }

  @Test
  void areShownAgainForTheirOwnLinkWhenWhatWasTypedIsRefused() {
    answerEachLinkWithItsOwnEmail();
    site.account.answer(
        ResetPassword.OPERATION, ResetPassword.Answer.refused(NewAccount.Problem.PASSWORD_TOO_SHORT));
    Browser browser = site.browser();
    String first = token();
    String form = browser.token(page(browser, "/reset", first));
    page(browser, "/reset", token());

    HttpResponse<String> refused = browser.post("/reset", "csrf=" + form + "&new_password=one");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains(owner(first));
    browser.post("/reset", "csrf=" + Browser.hidden(refused).get("csrf") + "&new_password=two");
    assertThat(site.account.last(ResetPassword.class).link()).isEqualTo(Secret.of(first));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/email", "/login/link", "/undo", "/undo/stop", "/reset", "/signup/confirm"})
  void sayThatAFormBelongsToALinkThatTheBrowserNoLongerHolds(String path) {
    String form = opened().token(path);
    Browser other = opened();
    other.get(path);

    HttpResponse<String> answer = other.post(path, "csrf=" + form + "&password=a&new_password=b&name=c");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("<h1>Open the link in your email again</h1>").doesNotContain("<form", "too long");
    assertThat(site.account.asked).noneMatch(question -> question instanceof ResetPassword
        || question instanceof UndoTwoFactor || question instanceof ConfirmEmailChange
        || question instanceof AdmitBrowser || question instanceof CompleteSignUp);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/email", "/login/link", "/undo", "/undo/stop", "/reset", "/signup/confirm"})
  void sayThatCookiesAreNeededWhereTheBrowserKeepsNone(String path) {
    String page = page(site.browser(), path, token());
    HttpResponse<String> looked = site.browser().get(page);
    String form = opened().token(path);
    HttpResponse<String> posted = site.browser().post(path, "csrf=" + form);

    for (HttpResponse<String> answer : List.of(looked, posted)) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body())
          .contains("<h1>This page needs cookies</h1>", "then open the link in your email again")
          .doesNotContain("too long", "no longer works");
    }
  }

  /** Beside an {@code account} of the version before. */
  @Test
  void sayThatThePasswordOfTheSignUpIsWantedWhereAccountComparesIt() {
    site.account.answer(
        CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.WRONG_PASSWORD));
    Browser browser = opened();
    HttpResponse<String> answer = browser.submit("/signup/confirm", "name", "Ada", "password", "a fine password");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("If you chose one when you signed up, enter that one", "value=\"Ada\"")
        .doesNotContain("a fine password");
  }

  /** An attacker may have planted the cookie that the browser has when it opens the link. */
  @Test
  void giveTheBrowserANewCookieByWhichItIsKnown() {
    site.account.answer(CompleteSignUp.OPERATION, CompleteSignUp.Answer.of(CompleteSignUp.Outcome.SIGNED_IN));
    site.account.answer(AdmitBrowser.OPERATION, new AdmitBrowser.Answer(AdmitBrowser.Outcome.ADMITTED));
    Browser browser = opened().with("ally_browser", token());
    browser.submit("/signup/confirm", "name", "Ada", "password", "a fine password");
    assertThat(browser.cookies).containsEntry(
        "ally_browser", site.account.last(CompleteSignUp.class).requestInfo().newBrowser().revealText());

    Browser admitted = opened().with("ally_browser", token());
    admitted.submit("/login/link");
    assertThat(admitted.cookies).containsEntry(
        "ally_browser", site.account.last(AdmitBrowser.class).requestInfo().newBrowser().revealText());
  }

  @Test
  void areHeldUpToEight() {
    Browser browser = site.browser();
    String oldest = page(browser, "/reset", token());
    String next = page(browser, "/reset", token());
    for (int i = 0; i < 7; i++) {
      page(browser, "/reset", token());
    }
    assertThat(browser.get(oldest).statusCode()).isEqualTo(403);
    assertThat(browser.get(next).statusCode()).isEqualTo(200);
    assertThat(browser.cookies.get("ally_link")).hasSize(8 * 44 - 1);
  }

  @Test
  void takeAFormWithoutATokenFromNobody() {
    assertThat(opened().post("/reset", "new_password=b").body()).contains("This form was not accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "a%0d%0aX", "%01%7f%0b", "x%3B%20Path=/;%20Domain=ally.example", "%22%22", "%C4%8D"})
  void makeNoCookieOfWhatIsNoToken(String token) {
    for (String page : List.of("/email", "/login/link", "/undo", "/undo/stop", "/reset", "/signup/confirm")) {
      HttpResponse<String> answer = site.browser().get(page + "?token=" + token);
      assertThat(answer.statusCode()).as(page).isEqualTo(410);
      assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.matches("ally_link=[^;].*"));
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"/email, go", "/login/link, go"})
  void describeTheButtonByNothingWhileNothingIsWrong(String page, String button) {
    assertThat(opened().get(page).body())
        .contains("<button id=\"" + button + "\" type=\"submit\">").doesNotContain("problem");
  }
}
