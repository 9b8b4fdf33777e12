package dev.ally.web.security;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.SPENT_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.Deactivate;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeactivatePageTest {
  private static final String PAGE = "/settings/security/deactivate";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @BeforeEach
  void turnItOn() {
    site.account.twoFactor = true;
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void asksForACodeAndOffersToKeepItOn() {
    assertThat(ada.get(PAGE).body())
        .contains("<h1>Turn off two-factor authentication</h1>", ">Six-digit code</label>", ">Confirm</button>")
        .contains("href=\"/settings/security\">Keep it on</a>")
        .doesNotContain("deactivated");
  }

  @Test
  void turnsItOffWithTheRightCode() {
    HttpResponse<String> answer = ada.submit(PAGE, "totp", CODE);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body()).contains("Two-factor authentication is deactivated.", "Off.");
  }

  @Test
  void saysOfEachRefusedCodeWhatIsWrongWithIt() {
    assertThat(refused("")).contains("Enter the six-digit code.");
    assertThat(refused("1234567")).contains("The code must be six digits. You entered seven.");
    assertThat(refused(SPENT_CODE)).contains("That code is spent. Wait for the next one.");
    assertThat(refused("999999")).contains("That code doesn’t match. Enter the one your app shows now.").doesNotContain("999999");
  }

  @Test
  void saysHowLongToWaitAfterTooManyAttempts() {
    site.account.answer(Deactivate.OPERATION, new Deactivate.Answer(CodeRefusal.WAIT, Duration.ofHours(1)));

    HttpResponse<String> answer = ada.submit(PAGE, "totp", CODE);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("3600");
    assertThat(answer.body()).contains("Too many attempts. Try again in 1 hour.");
  }

  @Test
  void isNotThereWhileItIsOff() {
    site.account.twoFactor = false;

    assertThat(location(ada.get(PAGE))).isEqualTo("/settings/security");
  }

  @Test
  void asksUnauthenticatedClientsToLogInFirst() {
    assertThat(location(site.browser().get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Fsecurity%2Fdeactivate");
    assertThat(location(site.browser().post(PAGE, "totp=" + CODE)))
        .isEqualTo("/login?next=%2Fsettings%2Fsecurity%2Fdeactivate");
    assertThat(site.account.wasAsked(Deactivate.class)).isFalse();
  }

  private String refused(String code) {
    HttpResponse<String> answer = ada.submit(PAGE, "totp", code);
    assertThat(answer.statusCode()).isEqualTo(422);
    return answer.body();
  }
}
