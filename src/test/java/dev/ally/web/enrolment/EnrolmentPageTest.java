package dev.ally.web.enrolment;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.FakeAccount.CODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.harness.Browser;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnrolmentPageTest {
  private static final String PAGE = "/settings/security/link";

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void showsTheKeyAsALinkAPictureAndText() {
    assertThat(linking(0).get(PAGE).body())
        .contains("<h1>Link your authenticator app</h1>", ">Confirm 2FA</button>", ">Open Authenticator App</a>")
        .contains("href=\"otpauth://totp/Ally:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&amp;issuer=Ally"
            + "&amp;algorithm=SHA1&amp;digits=6&amp;period=30\"")
        .contains("<bdi dir=\"ltr\">JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP</bdi>")
        .contains("Time-based", "<dd>6</dd>", "<dd>30 seconds</dd>", "<dd>SHA-1</dd>", ">Six-digit code</label>")
        .containsPattern("<img class=\"qr\" src=\"/settings/security/link/qr.png\\?key=[0-9a-f-]{36}\" alt=\"[^\"]+\"");
  }

  @Test
  void showsTheParametersOfTheKey() {
    Browser ada = linking(0);
    site.account.links.replaceAll((session, key) ->
        new PendingKey(key.id(), key.key(), "SHA512", 8, 60, 0, PendingKey.Purpose.FIRST));

    assertThat(ada.get(PAGE).body())
        .contains("&amp;algorithm=SHA512&amp;digits=8&amp;period=60\"")
        .contains("<dd>8</dd>", "<dd>60 seconds</dd>", "<dd>SHA-512</dd>", ">Code from your app</label>");
    assertThat(ada.submit(PAGE, "totp", "12345").body())
        .contains("The code must have as many digits as your app shows. You entered five.");
  }

  @Test
  void confirmsTheVeryKeyThatItShowed() {
    Browser ada = linking(0);
    PendingKey shown = site.account.links.get(ada.cookies.get("ally_session"));

    HttpResponse<String> answer = ada.submit(PAGE, "totp", CODE);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/settings/security/recovery");
    assertThat(site.account.last(CompleteEnrolment.class).pendingId()).hasValue(shown.id());
    assertThat(ada.get("/settings/security/recovery").body()).contains("Two-factor authentication is activated.");
  }

  @Test
  void leavesItToAccountWhichKeyAFormWithoutOneMeans() {
    Browser ada = linking(0);

    ada.post(PAGE, "csrf=" + ada.token(PAGE) + "&totp=" + CODE);

    assertThat(site.account.last(CompleteEnrolment.class).pendingId()).isEmpty();
  }

  @Test
  void keepsTheKeyAfterAWrongCode() {
    Browser ada = linking(0);
    String first = Browser.hidden(ada.get(PAGE)).get("key");

    HttpResponse<String> answer = ada.submit(PAGE, "totp", "999999");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("That code doesn’t match. Enter the one your app shows now.").doesNotContain("999999");
    assertThat(Browser.hidden(answer).get("key")).isEqualTo(first);
  }

  @Test
  void helpsWithTheClockFromTheSecondMissOn() {
    Browser ada = linking(0);

    assertThat(ada.submit(PAGE, "totp", "999999").body()).doesNotContain("clock");
    assertThat(ada.submit(PAGE, "totp", "999999").body())
        .contains("clock seems to be about 90 seconds behind.", ">09:26:53 UTC</time>.");
    assertThat(ada.get(PAGE).body()).contains("The server’s time is").doesNotContain("90 seconds");
  }

  @Test
  void countsTheDigitsOfAMalformedCode() {
    assertThat(linking(0).submit(PAGE, "totp", "12").body()).contains("You entered two.");
  }

  @Test
  void showsTheNewerKeyWhenTheFormHadAnotherOne() {
    Browser ada = linking(0);

    HttpResponse<String> answer =
        ada.submit(PAGE, "totp", CODE, "key", "00000000-0000-4000-8000-000000000000");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("This page showed an earlier key. Use the one shown now.");
  }

  @Test
  void goesBackWhenTheKeyHasRunOut() {
    Browser ada = linking(0);
    String form = "csrf=" + ada.token(PAGE) + "&totp=" + CODE;
    site.account.links.clear();

    assertThat(location(ada.post(PAGE, form))).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body())
        .contains("That setup key has expired. Start again to get a new one.");
  }

  @Test
  void goesBackWhenTheKeyHadItsTries() {
    Browser ada = linking(9);
    site.account.answer(CompleteEnrolment.OPERATION,
    CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.TRIES_SPENT));

    assertThat(location(ada.submit(PAGE, "totp", "999999"))).isEqualTo("/settings/security");
    assertThat(ada.get("/settings/security").body()).contains("so that setup key no longer works. Start again to get a new one.");
  }

  @Test
  void takesTheSecondOfTwoClicksForDone() {
    Browser ada = linking(0);
    String form = "csrf=" + ada.token(PAGE) + "&totp=" + CODE;
    ada.post(PAGE, form);
    site.account.answer(
        CompleteEnrolment.OPERATION, CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.ALREADY_ON));

    ada.post(PAGE, form);

    assertThat(ada.get("/settings/security").body()).contains("Two-factor authentication is activated.");
  }

  @Test
  void dropsTheKeyOnCancel() {
    Browser ada = linking(0);

    HttpResponse<String> answer = ada.submitTo(PAGE, PAGE + "/cancel");

    assertThat(location(answer)).isEqualTo("/settings/security");
    assertThat(site.account.links).isEmpty();
    assertThat(location(ada.get(PAGE))).isEqualTo("/settings/security");
  }

  @Test
  void refusesAKeyThatIsNoId() {
    assertThat(linking(0).submit(PAGE, "totp", CODE, "key", "robert").statusCode()).isEqualTo(400);
  }

  @Test
  void drawsThePictureOfTheShownKeyOnly() {
    Browser ada = linking(0);
    PendingKey shown = site.account.links.get(ada.cookies.get("ally_session"));

    HttpResponse<String> picture = ada.get(PAGE + "/qr.png?key=" + shown.id());

    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(picture.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(ada.get(PAGE + "/qr.png?key=00000000-0000-4000-8000-000000000000").statusCode()).isEqualTo(404);
    assertThat(ada.get(PAGE + "/qr.png").statusCode()).isEqualTo(404);
    assertThat(site.signedIn().get(PAGE + "/qr.png?key=" + shown.id()).statusCode()).isEqualTo(404);
  }

  @Test
  void asksUnauthenticatedClientsToLogInFirst() {
    Browser unauthenticated = site.browser();
    String login = "/login?next=%2Fsettings%2Fsecurity%2Flink";

    assertThat(location(unauthenticated.get(PAGE))).isEqualTo(login);
    assertThat(location(unauthenticated.get(PAGE + "/qr.png?key=x"))).isEqualTo(login);
    assertThat(location(unauthenticated.post(PAGE, "totp=" + CODE))).isEqualTo(login);
    assertThat(location(unauthenticated.post(PAGE + "/cancel", ""))).isEqualTo(login);
    assertThat(site.account.asked).isEmpty();
  }

  private Browser linking(int misses) {
    return site.browser().with("ally_session", site.account.linkingSession(misses));
  }
}
