package dev.ally.web.recovery;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.RECOVERY_CODES;
import static dev.ally.web.FakeAccount.SPENT_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveryPageTest {
  private static final String PAGE = "/settings/security/recovery";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @BeforeEach
  void turnItOn() {
    site.account.twoFactor = true;
    site.account.shownCodes = Optional.of(RECOVERY_CODES);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void showsNewCodesToNobodyElseAndKeepsThemOutOfCaches() {
    HttpResponse<String> answer = ada.get(PAGE);

    assertThat(answer.body()).contains("AAAAA-AAAAA-AAAAA-AAAAA", "NNNNN-NNNNN-NNNNN-NNNNN", "Recovery code number 4")
        .contains(">I have saved these</button>", ">Download as text</button>");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(location(site.browser().get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Fsecurity%2Frecovery");
  }

  @Test
  void takesTheOneThatItAskedForBack() {
    String refused = ada.post(PAGE + "/saved", "csrf=" + ada.token(PAGE) + "&recovery_code=CCCCC").body();
    assertThat(refused).contains("That’s not the code we asked for.", "AAAAA-AAAAA-AAAAA-AAAAA");

    HttpResponse<String> answer = ada.post(
        PAGE + "/saved", "csrf=" + ada.token(PAGE) + "&recovery_code=EEEEE-EEEEE-EEEEE-EEEEE");

    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body()).contains("Your recovery codes are saved.", "10 of 10 are left.");
  }

  @Test
  void showsTheNewCodesWhenTheFormThatMadeThemComesAgain() {
    site.account.shownCodes = Optional.empty();
    String form = "csrf=" + ada.token(PAGE) + "&totp=" + SPENT_CODE;
    assertThat(ada.post(PAGE, form).body()).contains("<a href=\"#totp\">That code is spent.", "id=\"totp\"");
    site.account.shownCodes = Optional.of(RECOVERY_CODES);

    HttpResponse<String> again = ada.post(PAGE, form);

    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(location(again)).isEqualTo(PAGE);
    assertThat(ada.get(PAGE).body())
        .contains("You have new recovery codes.", "AAAAA-AAAAA-AAAAA-AAAAA").doesNotContain("spent");
  }

  @Test
  void leadsToItselfWhoReloadsTheAddressOfItsForm() {
    HttpResponse<String> refused = ada.post(PAGE + "/saved", "csrf=" + ada.token(PAGE) + "&recovery_code=CCCCC");
    assertThat(refused.statusCode()).isEqualTo(422);

    HttpResponse<String> reloaded = ada.get(PAGE + "/saved");

    assertThat(reloaded.statusCode()).isEqualTo(303);
    assertThat(location(reloaded)).isEqualTo(PAGE);
    assertThat(location(ada.get(PAGE + "/saved?next=%2Foauth2"))).isEqualTo(PAGE + "?next=%2Foauth2");
  }

  @Test
  void givesThemAsAFileOnlyToAForm() {
    HttpResponse<String> file = ada.post(PAGE + "/download", "csrf=" + ada.token(PAGE));

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"recovery-codes.txt\"");
    assertThat(file.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(file.body()).contains("Ally", "ada@example.org", " 1. AAAAA-AAAAA-AAAAA-AAAAA", "10. NNNNN")
        .containsPattern(", \\d{1,2} [A-Z][a-z]+ \\d{4}");
    assertThat(location(ada.get(PAGE + "/download"))).isEqualTo(PAGE);
    assertThat(ada.post(PAGE + "/download", "").statusCode()).isEqualTo(403);
    site.account.shownCodes = Optional.empty();
    assertThat(location(ada.post(PAGE + "/download", "csrf=" + ada.token(PAGE)))).isEqualTo(PAGE);
  }

  @Test
  void saysHowManyAreLeftOnceTheyAreSavedAndReplacesThemForACode() {
    site.account.shownCodes = Optional.empty();
    assertThat(ada.get(PAGE).body()).contains("10 of 10 are left.", ">Replace codes</button>").doesNotContain("AAAAA");
    assertThat(ada.submit(PAGE, "totp", SPENT_CODE).body()).contains("That code is spent.");
    assertThat(ada.submit(PAGE, "totp", "999999").body()).contains("That code doesn’t match.");

    HttpResponse<String> answer = ada.submit(PAGE, "totp", CODE);

    assertThat(location(answer)).isEqualTo(PAGE);
    assertThat(ada.get(PAGE).body()).contains("You have new recovery codes. The earlier ones no longer work.");
  }

  @Test
  void saysHowLongToWait() {
    site.account.shownCodes = Optional.empty();
    site.account.answer(
        ReplaceRecoveryCodes.OPERATION, new FactorChange(CodeRefusal.WAIT, Duration.ofMinutes(2)));
    HttpResponse<String> answer = ada.submit(PAGE, "totp", CODE);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("120");
  }

  @Test
  void leadsBackWhereThereIsNothingToShow() {
    site.account.answer(
        SaveRecoveryCodes.OPERATION, new SaveRecoveryCodes.Answer(SaveRecoveryCodes.Outcome.NOT_SHOWN));
    assertThat(location(ada.post(PAGE + "/saved", "csrf=" + ada.token(PAGE)))).isEqualTo(PAGE);
    site.account.twoFactor = false;
    assertThat(location(ada.get(PAGE))).isEqualTo("/settings/security");
  }
}
