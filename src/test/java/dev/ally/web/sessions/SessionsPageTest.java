package dev.ally.web.sessions;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.contract.account.ShowSessions.Sessions;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsPageTest {
  private static final String PAGE = "/settings/sessions";
  private static final String END = PAGE + "/end";
  private static final String END_OTHERS = PAGE + "/end-others";

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private HttpResponse<String> page(Open... open) {
    site.account.answer(ShowSessions.OPERATION, new ShowSessions.Answer(
        Optional.of(new Sessions(site.account.ada, List.of(open)))));
    return ada.get(PAGE);
  }

  private static Open open(String userAgent, boolean asking) {
    return new Open(
        UUID.randomUUID(), "192.0.2.7", userAgent, FakeAccount.NOW.minus(Duration.ofHours(11)), FakeAccount.NOW, asking);
  }

  @Test
  void showsEachSessionInWords() {
    Open windows = open("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", false);

    assertThat(page(open("who knows", true), windows).body())
        .contains("aria-current=\"page\">Sessions</a>")
        .contains("<h3>Unknown browser <strong class=\"badge\">This browser</strong></h3>")
        .contains("<h3>Firefox on Windows</h3>", "192.0.2.7")
        .contains("<time datetime=\"2026-03-13T22:26:53Z\">yesterday 22:26 UTC</time>", "Times are in UTC.")
        .contains("name=\"session\" value=\"" + windows.id() + "\"")
        .contains("aria-label=\"End the session in Firefox on Windows, 192.0.2.7\">End</button>", ">End all other sessions</button>");
  }

  @Test
  void hasNothingToEndWhereThereIsNoOther() {
    assertThat(page(open("", true)).body())
        .contains("You’re not logged in anywhere else.")
        .doesNotContain("action=\"/settings/sessions");
  }

  @Test
  void showsWhatABrowserCallsItselfAsTextAlone() {
    assertThat(page(open("<script>(<b>Linux)", false)).body())
        .contains("Unknown browser on Linux").doesNotContain("<script>(", "<b>");
  }

  @Test
  void endsTheOneThatWasChosen() {
    UUID id = UUID.randomUUID();
    HttpResponse<String> ended = ada.submitTo(PAGE, END, "session", id.toString());
    assertThat(ended.statusCode()).isEqualTo(303);
    assertThat(location(ended)).isEqualTo(PAGE);
    assertThat(site.account.last(EndSession.class).sessionId()).isEqualTo(id);
    assertThat(ada.get(PAGE).body()).contains("That session has ended.");
  }

  @Test
  void saysThatNothingChangedForOneThatIsNotThere() {
    site.account.answer(EndSession.OPERATION, new EndSession.Answer(EndSession.Outcome.NOT_THERE));
    ada.submitTo(PAGE, END, "session", UUID.randomUUID().toString());
    assertThat(ada.get(PAGE).body()).contains("Nothing changed.");
  }

  @Test
  void endsAllOthers() {
    assertThat(location(ada.submitTo(PAGE, END_OTHERS))).isEqualTo(PAGE);
    assertThat(site.account.wasAsked(EndOtherSessions.class)).isTrue();
    assertThat(ada.get(PAGE).body()).contains("All other sessions have ended.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "not an id"})
  void takesWhatIsNoIdForOneThatNobodyHas(String id) {
    assertThat(location(ada.submitTo(PAGE, END, "session", id))).isEqualTo(PAGE);
    assertThat(site.account.last(EndSession.class).sessionId()).isEqualTo(new UUID(0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {END, END_OTHERS})
  void endsNothingWithoutTheTokenOfTheSession(String address) {
    assertThat(ada.post(address, "session=" + UUID.randomUUID()).statusCode()).isEqualTo(403);
    assertThat(location(ada.get(address))).isEqualTo(PAGE);
    assertThat(site.account.wasAsked(EndSession.class)).isFalse();
    assertThat(site.account.wasAsked(EndOtherSessions.class)).isFalse();
  }

  @Test
  void leadsWhoHasNoSessionToTheLogin() {
    String login = "/login?next=%2Fsettings%2Fsessions";
    assertThat(location(site.browser().get(PAGE))).isEqualTo(login);
    site.account.answer(EndSession.OPERATION, new EndSession.Answer(EndSession.Outcome.NO_SESSION));
    assertThat(location(ada.submitTo(PAGE, END, "session", UUID.randomUUID().toString()))).isEqualTo(login);
    site.account.answer(EndOtherSessions.OPERATION, new EndOtherSessions.Answer(false));
    assertThat(location(ada.submitTo(PAGE, END_OTHERS))).isEqualTo(login);
    site.account.answer(ShowSessions.OPERATION, new ShowSessions.Answer(Optional.empty()));
    assertThat(location(ada.get(PAGE))).isEqualTo(login);
  }
}
