package dev.ally.web.applications;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeOidc;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page of what a person has let in. */
class ApplicationsPageTest {
  private static final String PAGE = "/settings/applications";

  private final Site site = Site.open();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void theyAreListedWithWhatTheyGet() {
    HttpResponse<String> page = site.signedIn().get(PAGE);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<h3>" + FakeOidc.NAME + "</h3>", "Your email address",
        "Remove the access of " + FakeOidc.NAME, "href=\"/settings/applications\" aria-current=\"page\"");
    assertThat(site.account.last(ListApplications.class).voucher()).isEqualTo(Secret.of("voucher"));
  }

  @Test
  void whoeverHasLetInNothingIsToldSo() {
    site.account.answer(ListApplications.OPERATION, new ListApplications.Answer(Optional.of(List.of())));
    assertThat(site.signedIn().get(PAGE).body()).contains("logged in to any application").doesNotContain("Remove access");
  }

  @Test
  void whatIsTakenBackIsTold() {
    Browser ada = site.signedIn();
    HttpResponse<String> answer = ada.submitTo(PAGE, PAGE, "client", FakeOidc.CLIENT);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(PAGE);
    EndApplication question = site.account.last(EndApplication.class);
    assertThat(question.clientId()).isEqualTo(FakeOidc.CLIENT);
    assertThat(question.voucher()).isEqualTo(Secret.of("voucher"));
    assertThat(ada.get(PAGE).body()).contains("no longer has access to your account");
  }

  @Test
  void withoutASessionOneLogsInFirst() {
    assertThat(location(site.browser().get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Fapplications");
  }

  @Test
  void aFormWithoutItsTokenEndsNothing() {
    Browser ada = site.signedIn();
    ada.post(PAGE, "client=" + FakeOidc.CLIENT);
    assertThat(site.account.asked).noneMatch(EndApplication.class::isInstance);
  }
}
