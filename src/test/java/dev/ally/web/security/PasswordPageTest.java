package dev.ally.web.security;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ChangePassword.Answer;
import dev.ally.contract.account.ChangePassword.Outcome;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordPageTest {
  private static final String PAGE = "/settings/security/password";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private HttpResponse<String> submit(Answer answer) {
    site.account.answer(ChangePassword.OPERATION, answer);
    return ada.submit(PAGE, "password", "my old password", "new_password", "my new password", "totp", "123456");
  }

  @Test
  void asksForACodeOnlyWhereThereIsASecondFactor() {
    assertThat(ada.get(PAGE).body())
        .contains("<h1>Change your password</h1>", ">Current password</label>", ">New password</label>")
        .contains("autocomplete=\"current-password\"", "autocomplete=\"new-password\"")
        .doesNotContain("Six-digit code");
    site.account.twoFactor = true;
    assertThat(ada.get(PAGE).body()).contains(">Six-digit code</label>");
  }

  @Test
  void isReachedFromSecurityAndByPasswordManagers() {
    assertThat(ada.get("/settings/security").body()).contains("href=\"" + PAGE + "\"");
    assertThat(location(ada.get("/.well-known/change-password"))).isEqualTo(PAGE);
  }

  @Test
  void leadsBackToSecurityWhenItIsChanged() {
    HttpResponse<String> answer = submit(Answer.of(Outcome.CHANGED));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body()).contains("Your password is changed.");
    ChangePassword asked = site.account.last(ChangePassword.class);
    assertThat(asked.present()).isEqualTo(Secret.of("my old password"));
    assertThat(asked.chosen()).isEqualTo(Secret.of("my new password"));
    assertThat(asked.code()).isEqualTo(Secret.of("123456"));
    assertThat(asked.newBrowser()).isNotEqualTo(asked.requestInfo().browser());
    assertThat(answer.headers().allValues("Set-Cookie"))
        .anyMatch(cookie -> cookie.startsWith("ally_browser=" + asked.newBrowser().revealText() + ";"));
  }

  @Test
  void takesARecoveryCodeWhereThePhoneIsLost() {
    site.account.twoFactor = true;
    assertThat(ada.get(PAGE).body()).contains("name=\"recovery_code\"");
    site.account.answer(ChangePassword.OPERATION, Answer.of(FactorRefusal.SPENT_CODE));
    HttpResponse<String> refused = ada.submit(PAGE, "totp", "", "recovery_code", "AAAAA-AAAAA-AAAAA-AAAAA");
    assertThat(site.account.last(ChangePassword.class).code()).isEqualTo(Secret.of("AAAAA-AAAAA-AAAAA-AAAAA"));
    assertThat(refused.body()).contains("href=\"#recovery_code\"");
  }

  @Test
  void saysAtTheFieldWhatIsWrongAndKeepsNoSecret() {
    site.account.twoFactor = true;
    assertRefused(Answer.of(FactorRefusal.WRONG_PASSWORD), "<a href=\"#password\">The password is not right.</a>");
    assertRefused(Answer.refused(Problem.PASSWORD_COMMON), "<a href=\"#new_password\">This is one of");
    assertRefused(
        Answer.refused(Problem.PASSWORD_UNCHANGED), "<a href=\"#new_password\">This is your current password.");
    assertRefused(
        Answer.of(FactorRefusal.WRONG_CODE), "<a href=\"#totp\">That code doesn’t match. Enter the one your app shows now.</a>");
    assertRefused(Answer.of(FactorRefusal.SPENT_CODE), "<a href=\"#totp\">That code is spent.");
  }

  private void assertRefused(Answer answer, String said) {
    HttpResponse<String> refused = submit(answer);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains(said).doesNotContain("my old password", "my new password", "123456");
  }

  @Test
  void saysWhenToTryAgain() {
    HttpResponse<String> refused = submit(Answer.refused(FactorRefusal.WAIT_FOR_PASSWORD, Duration.ofMinutes(4)));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("240");
    assertThat(refused.body()).contains("Too many attempts. Try again in 4 minutes.");
  }

  @Test
  void leadsWhoHasNoSessionToTheLogin() {
    assertThat(location(site.browser().get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Fsecurity%2Fpassword");
    assertThat(location(submit(Answer.of(Outcome.NO_SESSION)))).startsWith("/login?next=");
  }
}
