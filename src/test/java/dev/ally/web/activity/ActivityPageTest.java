package dev.ally.web.activity;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.ShowActivity.Activity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.contract.account.ShowActivity;
import dev.ally.harness.Browser;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.language.Text;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityPageTest {
  private static final String PAGE = "/settings/activity";
  private static final String NOT_ME = PAGE + "/not-me";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private void answer(boolean more, Event... events) {
    site.account.answer(ShowActivity.OPERATION, new ShowActivity.Answer(
        Optional.of(new Activity(site.account.ada, List.of(events), more))));
  }

  @Test
  void tellsWhatAndWhenAndFromWhere() {
    answer(false, new Event(7, FakeAccount.NOW, ActivityKind.LOGIN_CODE, "192.0.2.7", FakeAccount.FIREFOX));

    assertThat(ada.get(PAGE).body())
        .contains("aria-current=\"page\">Activity</a>")
        .contains("Logged in with the password and a code")
        .contains("<time datetime=\"2026-03-14T09:26:53Z\">today 09:26 UTC</time>", "Times are in UTC.")
        .contains("Firefox on Windows", "<bdi dir=\"ltr\">192.0.2.7</bdi>")
        .contains("href=\"/settings/activity/not-me\">This wasn’t me</a>")
        .doesNotContain(">Older</a>", ">Newest</a>");
  }

  @Test
  void namesNoBrowserWhereItWasTheOperator() {
    answer(false, new Event(7, FakeAccount.NOW, ActivityKind.TWO_FACTOR_RESET, "", ""));

    assertThat(ada.get(PAGE).body()).contains("turned off by an administrator").doesNotContain("Unknown browser");
  }

  @Test
  void hasASentenceForEveryKind() {
    Catalogue texts = Languages.packaged().english();

    assertThat(ActivityKind.values())
        .allSatisfy(kind -> assertThat(texts.say(Text.of(ShownEvent.textId(kind)).with("name", "Grafana"))).isNotBlank());
  }

  @Test
  void namesTheApplicationOrGroupAsItsTextAndNotAsMarkup() {
    answer(false, new Event(7, FakeAccount.NOW, ActivityKind.APPLICATION_LOGIN, "192.0.2.7", "", "Grafana <b>"),
        new Event(6, FakeAccount.NOW, ActivityKind.GROUP_ADDED, "", "", "staff"));

    assertThat(ada.get(PAGE).body())
        .containsPattern("Logged in to (<bdi>)?Grafana &lt;b&gt;")
        .containsPattern("Added to the group (<bdi>)?staff(</bdi>)? by an administrator");
  }

  @Test
  void hasANeutralOneForWhatANewerVersionKnows() {
    answer(false, new Event(7, FakeAccount.NOW, ActivityKind.OTHER, "192.0.2.7", ""));

    assertThat(ada.get(PAGE).body()).contains("Something else happened");
  }

  @Test
  void turnsThePageBelowTheLastEvent() {
    answer(true, new Event(9, FakeAccount.NOW, ActivityKind.LOGGED_OUT, "", ""),
        new Event(7, FakeAccount.NOW, ActivityKind.LOGIN_PASSWORD, "", ""));

    assertThat(ada.get(PAGE).body()).contains("href=\"/settings/activity?before=7\">Older</a>");
    assertThat(ada.get(PAGE + "?before=12").body()).contains("href=\"/settings/activity\">Newest</a>");
    assertThat(site.account.last(ShowActivity.class).before()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "9999999999999999999", "1&before=2", "%00"})
  void refusesWhatIsNoPlaceInIt(String before) {
    assertThat(ada.get(PAGE + "?before=" + before).statusCode()).isEqualTo(400);
  }

  @Test
  void leadsFromWhatWasNotMeToANewPassword() {
    assertThat(ada.get(NOT_ME).body())
        .contains("<h1>This wasn’t me</h1>", ">End all other sessions</button>", "href=\"/settings/security\"");
    HttpResponse<String> ended = ada.submit(NOT_ME);
    assertThat(ended.statusCode()).isEqualTo(303);
    assertThat(location(ended)).isEqualTo("/settings/security/password");
    assertThat(site.account.wasAsked(EndOtherSessions.class)).isTrue();
    assertThat(ada.get("/settings/security/password").body()).contains("All other sessions have ended.");
  }

  @Test
  void endsNothingWithoutTheTokenOfTheSession() {
    assertThat(ada.post(NOT_ME, "").statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(EndOtherSessions.class)).isFalse();
  }

  @Test
  void leadsWhoHasNoSessionToTheLogin() {
    assertThat(location(site.browser().get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Factivity");
    assertThat(location(site.browser().get(NOT_ME))).isEqualTo("/login?next=%2Fsettings%2Factivity%2Fnot-me");
    site.account.answer(ShowActivity.OPERATION, new ShowActivity.Answer(Optional.empty()));
    assertThat(location(ada.get(PAGE))).isEqualTo("/login?next=%2Fsettings%2Factivity");
    site.account.answer(EndOtherSessions.OPERATION, new EndOtherSessions.Answer(false));
    assertThat(location(ada.submit(NOT_ME))).isEqualTo("/login?next=%2Fsettings%2Factivity%2Fnot-me");
  }
}
