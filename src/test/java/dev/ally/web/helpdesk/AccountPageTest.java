package dev.ally.web.helpdesk;

import static dev.ally.web.helpdesk.DeskSite.DESK;
import static dev.ally.web.helpdesk.DeskSite.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeDesk;
import dev.ally.web.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators of the help desk read about an account. */
class AccountPageTest {
  private static final Instant MADE = FakeAccount.NOW.minus(Duration.ofDays(400));
  private static final Optional<Instant> NEVER = Optional.empty();
  private static final String HOSTILE = "<b>\"'&{{name}}";
  private static final String ESCAPED = "&lt;b&gt;&quot;&#39;&amp;{{name}}";

  private final DeskSite desk = new DeskSite();
  private final Site site = desk.site;
  private final Browser operator = desk.operator;

  @AfterEach
  void close() {
    desk.close();
  }

  private static Inspected account(String name, Set<String> groups, List<Noted> events, boolean more) {
    return new Inspected(new Person(FakeDesk.GRACE, "grace@example.org", name), MADE, false, NEVER, 3, 0, NEVER, NEVER,
        groups, true, true, events, more);
  }

  private static Noted noted(long id, String actor, String reason) {
    return new Noted(
        new Event(id, FakeAccount.NOW, ActivityKind.ACCOUNT_LOCKED, "192.0.2.7", FakeAccount.FIREFOX), actor, reason);
  }

  private String shown(Inspected account) {
    desk.show(account);
    return operator.get(PAGE).body();
  }

  /** The parts of the page that are about one act. */
  private static String act(String page, DeskAct act) {
    Matcher part = Pattern.compile("<details(?:(?!</details>).)*/" + act.path() + "\".*?</details>", Pattern.DOTALL)
        .matcher(page);
    return part.find() ? part.group() : "";
  }

  private static String fact(String page, String name) {
    Matcher fact = Pattern.compile("<dt>" + name + "</dt><dd>(.*?)</dd>").matcher(page);
    return fact.find() ? fact.group(1).replaceAll("<[^>]*>", "") : "nothing";
  }

  @Test
  void saysHowAnAccountWithTwoFactorStands() {
    String page = shown(FakeDesk.grace(true, true, false));
    assertThat(fact(page, "Status")).isEqualTo("Not locked");
    assertThat(fact(page, "Created")).contains("2025");
    assertThat(fact(page, "Two-Factor Authentication")).isEqualTo("On since 12 February.");
    assertThat(fact(page, "Recovery codes")).isEqualTo("7 of 10 are left.");
    assertThat(fact(page, "Sessions")).isEqualTo("2");
    assertThat(fact(page, "Last login")).startsWith("today");
    assertThat(fact(page, "Groups")).isEqualTo("staff");
  }

  @Test
  void saysHowAnAccountWithoutAnythingStands() {
    String page = shown(account("Grace Hopper", Set.of(), List.of(), false));
    assertThat(fact(page, "Two-Factor Authentication")).isEqualTo("Off.");
    assertThat(fact(page, "Recovery codes")).as("without two-factor they open nothing").isEqualTo("nothing");
    assertThat(fact(page, "Sessions")).isEqualTo("0");
    assertThat(fact(page, "Last login")).isEqualTo("Not known");
    assertThat(fact(page, "Groups")).isEqualTo("None");
    assertThat(page).contains("There’s nothing here yet.");
  }

  @Test
  void saysSinceWhenAnAccountIsLocked() {
    assertThat(fact(shown(FakeDesk.grace(true, true, true)), "Status")).startsWith("Locked since today");
  }

  @Test
  void sortsTheGroups() {
    Set<String> groups = Set.of("d", "b", "e", "a", "c");
    assertThat(fact(shown(account("Grace", groups, List.of(), false)), "Groups")).isEqualTo("a, b, c, d, e");
  }

  @Test
  void showsAsTextAloneWhatPeopleTyped() {
    String page = shown(account(HOSTILE, Set.of("a&b"), List.of(noted(1, HOSTILE, HOSTILE)), false));
    assertThat(page).doesNotContain("<b>").contains(
        "<h1><bdi>" + ESCAPED + "</bdi></h1>", ">a&amp;b<", "By " + ESCAPED + ": " + ESCAPED);
    site.account.answer(FindAccounts.OPERATION, new FindAccounts.Answer(
        HelpDeskAccess.OPEN, Optional.of(site.account.ada), Optional.empty(),
        List.of(new Found(FakeDesk.GRACE, "g&h@example.org", HOSTILE, MADE, false)), Optional.empty()));
    assertThat(operator.get(DESK + "?search=g").body()).doesNotContain("<b>", "Locked", "More results")
        .contains("<bdi>" + ESCAPED + "</bdi>", "<bdi dir=\"ltr\">g&amp;h@example.org</bdi>");
  }

  @Test
  void isolatesWhatIsReadFromRightToLeft() {
    String page = shown(account("עדה", Set.of(), List.of(noted(1, "o@example.org", "שיחה 12")), false));
    assertThat(page).contains("<h1><bdi>עדה</bdi></h1>", "o@example.org: <bdi>שיחה 12</bdi>");
  }

  /** An act that needs none would teach operators to type codes where none is due. */
  @ParameterizedTest
  @EnumSource
  void asksForACodeForWhatOpensSomethingAlone(DeskAct act) {
    String form = act(shown(FakeDesk.grace(true, true, act == DeskAct.UNLOCK)), act);
    assertThat(form).contains("name=\"reason\"", "name=\"csrf\"").doesNotContain("<details open");
    assertThat(form.contains("name=\"totp\"")).isEqualTo(act.act().needsCode());
    assertThat(form.contains("class=\"danger\"")).isEqualTo(act == DeskAct.LOCK || act == DeskAct.FACTOR);
  }

  @Test
  void offersNoSecondFactorToTurnOffWhereThereIsNone() {
    String page = shown(account("Grace Hopper", Set.of(), List.of(), false));
    assertThat(act(page, DeskAct.FACTOR)).isEmpty();
    assertThat(act(page, DeskAct.LOCK)).isNotEmpty();
  }

  @Test
  void aRefusedActAloneIsOpenAndKeepsItsReason() {
    String page = desk.act("factor", "reason", "she called", "totp", "999999").body();
    assertThat(act(page, DeskAct.FACTOR)).contains(
        "<details open>", "value=\"she called\"", "aria-describedby=\"totp-factor-problem\"",
        "id=\"totp-factor-problem\"");
    for (DeskAct other : List.of(DeskAct.SESSIONS, DeskAct.RESET, DeskAct.LOCK)) {
      assertThat(act(page, other)).contains("value=\"\"").doesNotContain("<details open>", "problem");
    }
    assertThat(act(desk.act("lock", "reason", "").body(), DeskAct.LOCK))
        .contains("aria-describedby=\"reason-lock-problem\"", "id=\"reason-lock-problem\">Enter a reason.");
  }

  @Test
  void saysWhoActedAndWhyWhereAnOperatorDid() {
    List<Noted> events = List.of(noted(9, "", ""), noted(7, "o@example.org", "a call"));
    assertThat(shown(account("Grace", Set.of(), events, true))).containsOnlyOnce("<p>By ")
        .contains("<p>By o@example.org: a call</p>", "Firefox on Windows", "192.0.2.7");
  }

  @Test
  void turnsThePagesOfTheActivity() {
    Inspected first = account("Grace", Set.of(), List.of(noted(9, "", ""), noted(7, "", "")), true);
    assertThat(shown(first)).contains("href=\"" + PAGE + "?before=7\"").doesNotContain("Newest");
    Inspected last = account("Grace", Set.of(), List.of(noted(5, "", "")), false);
    assertThat(shown(last)).doesNotContain("?before=", "<nav class=\"actions\"");
    assertThat(operator.get(PAGE + "?before=7").body())
        .contains("<a class=\"button second\" href=\"" + PAGE + "\">Newest</a>").doesNotContain("?before=");
  }

  @Test
  void searchesForNothingWhereNothingIsTyped() {
    for (String search : List.of("", "%20", "+%09")) {
      assertThat(operator.get(DESK + "?search=" + search).body()).doesNotContain("Accounts found");
    }
  }
}
