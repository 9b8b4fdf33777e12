package dev.ally.web.security;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeMethod;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecurityPageTest {
  private static final String PAGE = "/settings/security";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void showsThatItIsOff() {
    assertThat(ada.get(PAGE).body())
        .contains("<h2>Two-Factor Authentication</h2>", "<strong>Off.</strong>", "aria-current=\"page\">Security</a>")
        .contains(">Current password</label>", ">Two-factor method</label>", ">Update Two-Factor Method</button>")
        .contains("<option value=\"none\" selected>None</option>", "<option value=\"authenticator\">Authenticator")
        .contains("autocomplete=\"username\" value=\"ada@example.org\"");
  }

  @Test
  void showsSinceWhenItIsOn() {
    site.account.twoFactor = true;

    assertThat(ada.get(PAGE).body())
        .contains("On since <time datetime=\"2026-03-03T10:00:00Z\" data-day>3 March</time>, "
            + "last used <time datetime=\"2026-03-14T09:14:30Z\">today 09:14 UTC</time>.")
        .contains("<option value=\"authenticator\" selected>");
  }

  @Test
  void saysThatAnUndoWaitsAndHowToStopIt() {
    site.account.twoFactor = true;
    assertThat(ada.get(PAGE).body()).doesNotContain("To stop that");
    site.account.undoAt = Optional.of(FakeAccount.NOW.plus(Duration.ofHours(20)));
    assertThat(ada.get(PAGE).body())
        .contains("It will be turned off at this time: <time datetime=\"2026-03-15T05:26:53Z\">15 March 05:26 UTC</time>.")
        .contains("To stop that, log out and log in again");
  }

  @Test
  void leadsToTheLinkWithTheRightPassword() {
    HttpResponse<String> answer = ada.submit(PAGE, "password", PASSWORD, "method", "authenticator");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/settings/security/link");
  }

  @Test
  void leadsToTheDeactivationWithoutAPassword() {
    site.account.twoFactor = true;

    HttpResponse<String> answer = ada.submit(PAGE, "password", "", "method", "none");

    assertThat(location(answer)).isEqualTo("/settings/security/deactivate");
  }

  @Test
  void saysAWrongPasswordAtTheFieldAndKeepsTheSelection() {
    HttpResponse<String> answer = ada.submit(PAGE, "password", "wrong-one", "method", "authenticator");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("<p class=\"problem\" id=\"password-problem\">The password is not right.</p>")
        .contains("<option value=\"authenticator\" selected>")
        .doesNotContain("wrong-one");
  }

  @Test
  void asksForAMissingPassword() {
    assertThat(ada.submit(PAGE, "password", "", "method", "authenticator").body())
        .contains("Enter your current password.");
  }

  @Test
  void saysHowLongToWaitAfterTooManyAttempts() {
    site.account.answer(
        ChangeMethod.OPERATION, new ChangeMethod.Answer(ChangeMethod.Outcome.WAIT, Duration.ofSeconds(1)));

    HttpResponse<String> answer = ada.submit(PAGE, "password", PASSWORD, "method", "authenticator");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("Too many attempts. Try again in 1 second.");
  }

  @Test
  void saysThatNothingChanged() {
    HttpResponse<String> answer = ada.submit(PAGE, "password", "", "method", "none");

    assertThat(location(answer)).isEqualTo(PAGE);
    assertThat(ada.get(PAGE).body()).contains("Nothing changed.");
    assertThat(ada.get(PAGE).body()).doesNotContain("Nothing changed.");
  }

  @Test
  void refusesAMethodThatThereIsNot() {
    assertThat(ada.submit(PAGE, "password", PASSWORD, "method", "carrier-pigeon").statusCode()).isEqualTo(422);
    assertThat(ada.submit(PAGE, "password", PASSWORD).body()).contains("Choose None or Authenticator.");
    assertThat(site.account.wasAsked(ChangeMethod.class)).isFalse();
  }

  @Test
  void keepsThePresentMethodSelectedWhenNoneWasNamed() {
    assertThat(ada.submit(PAGE, "password", PASSWORD).body()).contains("<option value=\"none\" selected>");

    site.account.twoFactor = true;

    assertThat(ada.submit(PAGE, "password", PASSWORD).body()).contains("<option value=\"authenticator\" selected>");
    assertThat(ada.submit(PAGE, "password", PASSWORD, "method", "carrier-pigeon").body())
        .contains("<option value=\"authenticator\" selected>");
  }

  @Test
  void asksToLogInFirstWhenTheSessionHasEnded() {
    String token = ada.token(PAGE);
    site.account.sessions.clear();

    HttpResponse<String> shown = ada.get(PAGE);
    HttpResponse<String> sent = ada.post(PAGE, "csrf=" + token + "&method=authenticator&password=" + PASSWORD);

    assertThat(location(shown)).isEqualTo("/login?next=%2Fsettings%2Fsecurity");
    assertThat(location(sent)).isEqualTo("/login?next=%2Fsettings%2Fsecurity%3Fmethod%3Dauthenticator");
  }

  @Test
  void announcesAChangeOnlyWhileItHolds() {
    assertThat(ada.with("ally_flash", "ACTIVATED").get(PAGE).body()).doesNotContain("activated");
    assertThat(ada.with("ally_flash", "DEACTIVATED").get(PAGE).body())
        .contains("Two-factor authentication is deactivated.");

    site.account.twoFactor = true;

    assertThat(ada.with("ally_flash", "DEACTIVATED").get(PAGE).body()).doesNotContain("deactivated");
    assertThat(ada.with("ally_flash", "ACTIVATED").get(PAGE).body())
        .contains("Two-factor authentication is activated.", "ask the administrator of this site");
  }

  @Test
  void leadsOnToAPathOfThisSiteAlone() {
    assertThat(ada.get(PAGE + "?next=//evil.example").body()).doesNotContain("evil.example", "Go on to");
    assertThat(ada.get(PAGE + "?next=javascript:alert(1)").body()).doesNotContain("javascript:", "Go on to");
    assertThat(ada.get(PAGE).body()).doesNotContain("Go on to");
    assertThat(ada.get(PAGE + "?next=%2F%22%3E").body()).contains("href=\"/&quot;&gt;\"");
  }

  @Test
  void showsNothingThatACookieInvents() {
    assertThat(ada.with("ally_flash", "<b>Hi</b>").get(PAGE).body()).doesNotContain("Hi</b>", "role=\"status\"");
    assertThat(ada.with("ally_flash", "LOGGED_OUT").get(PAGE).body()).doesNotContain("role=\"status\"");
  }
}
