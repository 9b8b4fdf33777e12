package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilePageTest {
  private static final String PAGE = "/settings/profile";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void givesAnotherNameWhichTheBannerBears() {
    HttpResponse<String> changed = ada.submit(PAGE, "name", "Augusta King");
    assertThat(changed.statusCode()).isEqualTo(303);
    assertThat(location(changed)).isEqualTo(PAGE);
    assertThat(ada.get(PAGE).body())
        .contains("Your name is changed.", "value=\"Augusta King\"", "data-initials=\"AK\"")
        .contains("<bdi class=\"name\">Augusta King</bdi>");
  }

  @Test
  void saysThatNothingChangedWhereTheNameIsTheSame() {
    ada.submit(PAGE, "name", "Ada Lovelace");
    assertThat(ada.get(PAGE).body()).contains("Nothing changed.").doesNotContain("Your name is changed.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "NAME_MISSING | Enter your name.",
    "NAME_TOO_LONG | The name is too long.",
    "NAME_MALFORMED | The name has characters that can’t be shown.",
  })
  void saysAtTheFieldWhatIsWrongAndKeepsWhatWasTyped(Problem problem, String said) {
    site.account.answer(ChangeName.OPERATION, ChangeName.Answer.refused(problem));
    HttpResponse<String> refused = ada.submit(PAGE, "name", "an odd <name>");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("<a href=\"#name\">" + said + "</a>", "<p class=\"problem\" id=\"name-problem\">" + said)
        .contains("value=\"an odd &lt;name&gt;\"", "<bdi class=\"name\">Ada Lovelace</bdi>");
  }

  @Test
  void changesNothingWithoutTheTokenOfTheSession() {
    assertThat(ada.post(PAGE, "name=Eve").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(ChangeName.class)).isFalse();
  }

  @Test
  void leadsWhoHasNoSessionToTheLoginAndBackToWhatWasTyped() {
    site.account.answer(ChangeName.OPERATION, ChangeName.Answer.of(ChangeName.Outcome.NO_SESSION));
    HttpResponse<String> refused = ada.submit(PAGE, "name", "Ada & Co");
    assertThat(location(refused)).isEqualTo("/login?next=%2Fsettings%2Fprofile%3Fname%3DAda%2B%2526%2BCo");
    assertThat(ada.get(PAGE + "?name=Ada+%26+Co").body()).contains("value=\"Ada &amp; Co\"");
  }

  @Test
  void showsTheEmailAddressThatWaits() {
    try (Site mailing = Site.withSignUpConfirmedByMail()) {
      Browser bob = mailing.signedIn();
      assertThat(bob.get(PAGE).body()).doesNotContain("Waiting to be confirmed");
      mailing.account.newEmail = Optional.of(new FindEmailChange.Waiting("new@example.net", FakeAccount.NOW));
      assertThat(bob.get(PAGE).body())
          .contains("Waiting to be confirmed. We sent a link to new@example.net at this time: <time ")
          .contains(">Send again</button>", ">Cancel the change</button>", "data-zone=");
      assertThat(bob.get(PAGE + "/email").body()).contains("value=\"new@example.net\"");

      mailing.account.newEmail =
          Optional.of(new FindEmailChange.Waiting("new@example.net", FakeAccount.NOW.plusSeconds(60)));
      assertThat(bob.get(PAGE).body()).contains("so ours will be sent at this time: <time ");
    }
  }

  @Test
  void sendsItsLinkAgainUnlessThatWasTooOften() {
    try (Site mailing = Site.withSignUpConfirmedByMail()) {
      Browser bob = mailing.signedIn();
      mailing.account.newEmail = Optional.of(new FindEmailChange.Waiting("new@example.net", FakeAccount.NOW));
      assertThat(location(bob.submitTo(PAGE, PAGE + "/email/again"))).isEqualTo(PAGE);
      assertThat(bob.get(PAGE).body()).contains("We’ve sent an email to the new address.");
      mailing.account.answer(ResendEmailChange.OPERATION,
          new ResendEmailChange.Answer(ResendEmailChange.Outcome.WAIT, Duration.ofMinutes(4)));
      HttpResponse<String> refused = bob.submitTo(PAGE, PAGE + "/email/again");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("Too many attempts. Try again in 4 minutes.", "new@example.net");
    }
  }

  @Test
  void isShownWithoutItWhereAnAccountOfAnEarlierVersionAnswers() {
    try (Site mailing = Site.withSignUpConfirmedByMail()) {
      mailing.account.fail(FindEmailChange.OPERATION, new Unavailable("nobody serves it", Duration.ofSeconds(1)));
      HttpResponse<String> page = mailing.signedIn().get(PAGE);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("Ada Lovelace").doesNotContain("Waiting to be confirmed");
    }
  }

  @Test
  void cancelsNothingWithoutTheTokenOfTheSession() {
    assertThat(ada.post(PAGE + "/email/cancel", "").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(CancelEmailChange.class)).isFalse();
  }

  @Test
  void keepsAnEmailAddressInNoAddress() {
    assertThat(location(site.browser().post("/settings/profile/email", "new_email=eve%40example.org")))
        .isEqualTo("/login?next=%2Fsettings%2Fprofile%2Femail");
  }
}
