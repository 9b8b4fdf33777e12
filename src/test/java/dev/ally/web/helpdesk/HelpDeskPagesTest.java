package dev.ally.web.helpdesk;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.helpdesk.DeskSite.DESK;
import static dev.ally.web.helpdesk.DeskSite.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ActOnAccount.Act;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.contract.account.FindAccounts.Place;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeDesk;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpDeskPagesTest {
  private final DeskSite desk = new DeskSite();
  private final Site site = desk.site;
  private final Browser plain = desk.plain;
  private final Browser operator = desk.operator;

  @AfterEach
  void close() {
    desk.close();
  }

  /** The page, but for the token of its forms. */
  private static String page(HttpResponse<String> answer) {
    return answer.statusCode() + answer.body().replaceAll("[A-Za-z0-9_-]{43,}", "")
        + answer.headers().map().keySet();
  }

  @ParameterizedTest
  @ValueSource(strings = {DESK, DESK + "?search=x", DESK + "?search=%FF", PAGE, PAGE + "/lock", DESK + "/accounts/x"})
  void isAnUnknownAddressToEveryoneElse(String address) {
    for (Browser other : List.of(site.browser(), plain, site.browser().with("ally_session", "s".repeat(43)))) {
      other.get("/nowhere");
      site.account.asked.clear();
      String unknown = page(other.get("/nowhere"));
      List<Object> questions = List.copyOf(site.account.asked);
      site.account.asked.clear();
      assertThat(page(other.get(address))).isEqualTo(unknown);
      assertThat(site.account.asked).as("as long as an unknown address takes").isEqualTo(questions);
      assertThat(page(other.post(address, "csrf=x&reason=x"))).isEqualTo(unknown);
      assertThat(page(other.post(address, "reason=x", "Origin", "https://evil.example"))).isEqualTo(unknown);
      assertThat(page(other.post(address, "x".repeat(70_000)))).isEqualTo(unknown);
      assertThat(page(other.send(other.request(address).DELETE()))).isEqualTo(unknown);
    }
    assertThat(site.account.wasAsked(FindAccounts.class)).isFalse();
    assertThat(site.account.wasAsked(ActOnAccount.class)).isFalse();
  }

  @Test
  void isInTheMenuOfOperatorsAlone() {
    assertThat(operator.get("/").body()).contains("<a href=\"/admin\">Help desk</a>");
    assertThat(plain.get("/").body()).doesNotContain("/admin");
  }

  @Test
  void isClosedWhileNobodyKnowsWhoAsks() {
    site.account.fail(FindSession.OPERATION, new Unavailable("away", Duration.ofSeconds(1)));
    assertThat(operator.get(DESK).statusCode()).isEqualTo(404);
  }

  @Test
  void isUnavailableWhereAnOlderNodeServesNoneOfIt() {
    Unavailable none = new Unavailable("no node serves it", Duration.ofSeconds(2));
    site.account.fail(FindAccounts.OPERATION, none);
    site.account.fail(InspectAccount.OPERATION, none);
    assertThat(operator.get(DESK).statusCode()).isEqualTo(503);
    assertThat(operator.get(PAGE).statusCode()).isEqualTo(503);
  }

  @Test
  void findsAccountsAndTurnsThePage() {
    assertThat(operator.get(DESK).body()).contains("name=\"search\"").doesNotContain("Accounts found");
    String found = operator.get(DESK + "?search=gr%C3%BC%3Cb%3E%22&x=1").body();
    assertThat(site.account.last(FindAccounts.class).search()).isEqualTo("grü<b>\"");
    assertThat(found)
        .contains("value=\"grü&lt;b&gt;&quot;\"", "href=\"" + PAGE + "\"", "Locked", "Grace Hopper")
        .contains("href=\"/admin?search=gr%C3%BC%3Cb%3E%22&amp;after=email." + FakeDesk.GRACE + "\"");
    operator.get(DESK + "?search=g&after=email." + FakeDesk.GRACE);
    assertThat(site.account.last(FindAccounts.class).after()).contains(new Place(Match.EMAIL, FakeDesk.GRACE));
    assertThat(operator.get(DESK + "?search=x").body()).contains("No email, name or ID begins like that.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=email.x", "after=x.0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f",
      "after=xid.0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f",
      "search=a&search=b", "search=%00", "search=%ff"})
  void readsNoOtherQuery(String query) {
    assertThat(operator.get(DESK + "?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void asksForACodeAndGoesOnWhereTheOperatorWas() {
    desk.needCode();
    HttpResponse<String> page = operator.get(DESK + "?search=gr%26x");
    assertThat(page.body())
        .contains("Enter a code for the help desk", "name=\"totp\"", "Six-digit code")
        .contains("name=\"next\" value=\"/admin?search=gr%26x\"").doesNotContain("grace@");
    assertThat(operator.submitFrom(page, DESK, "totp", "999999").statusCode()).isEqualTo(422);
    HttpResponse<String> opened = operator.submitFrom(page, DESK, "totp", FakeAccount.CODE);
    assertThat(opened.statusCode()).isEqualTo(303);
    assertThat(location(opened)).isEqualTo("/admin?search=gr%26x");
    assertThat(operator.get(PAGE).body()).contains("name=\"next\" value=\"" + PAGE + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/settings", "//evil.example", "/admin.evil", "/admin/../settings", "https://evil.example",
      "/admin\\x", "/administration"})
  void leadsNowhereElseAfterTheCode(String next) {
    desk.needCode();
    HttpResponse<String> opened = operator.submitTo(DESK, DESK, "totp", FakeAccount.CODE, "next", next);
    assertThat(location(opened)).isEqualTo(DESK);
  }

  @Test
  void saysHowLongToWaitAfterTooManyCodes() {
    desk.needCode();
    site.account.answer(OpenHelpDesk.OPERATION, new OpenHelpDesk.Answer(CodeRefusal.WAIT, Duration.ofSeconds(30)));
    HttpResponse<String> refused = operator.submit(DESK, "totp", FakeAccount.CODE);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("30");
    site.account.answerAsBefore(InspectAccount.OPERATION);
    site.account.answer(ActOnAccount.OPERATION, new ActOnAccount.Answer(CodeRefusal.WAIT, Duration.ofSeconds(30)));
    assertThat(desk.act("unlock", "reason", "x", "totp", FakeAccount.CODE).statusCode()).isEqualTo(429);
  }

  @Test
  void showsAnAccountAndWhatTheReasonSaysAsTextAlone() {
    String page = operator.get(PAGE).body();
    assertThat(page)
        .contains("Grace Hopper", "grace@example.org", FakeDesk.GRACE.toString(), "Not locked", "staff")
        .contains("7 of 10 are left.", "Account locked by an administrator", "ops@example.org")
        .contains("&lt;b&gt;she called&lt;/b&gt;", "href=\"" + PAGE + "?before=7\"")
        .doesNotContain("<b>she");
    operator.get(PAGE + "?before=7");
    assertThat(site.account.last(InspectAccount.class).before()).isEqualTo(7);
    assertThat(operator.get(PAGE + "?before=x").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6", "0188B9A2-5F4E-7C11-9D6A-3B1F2C4D5E6F",
      "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e60", "%00", "1-1-1-1-1"})
  void hasNoPageForAnIdOfNobody(String id) {
    assertThat(operator.get(DESK + "/accounts/" + id).statusCode()).isIn(400, 404);
    assertThat(operator.submitTo(DESK, DESK + "/accounts/" + id + "/lock", "reason", "").statusCode()).isIn(400, 404);
  }

  @ParameterizedTest
  @EnumSource
  void actsForAReason(DeskAct act) {
    desk.show(FakeDesk.grace(true, true, act == DeskAct.UNLOCK));
    HttpResponse<String> refused = desk.act(act.path(), "totp", FakeAccount.CODE);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("<a href=\"#reason-" + act.path() + "\">Enter a reason.</a>", "<details open>");
    HttpResponse<String> done = desk.act(act.path(), "reason", FakeDesk.REASON, "totp", FakeAccount.CODE);
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(location(done)).isEqualTo(PAGE);
    ActOnAccount asked = site.account.last(ActOnAccount.class);
    assertThat(asked.act()).isEqualTo(act.act());
    assertThat(asked.accountId()).isEqualTo(FakeDesk.GRACE);
    assertThat(asked.reason()).isEqualTo(FakeDesk.REASON);
    assertThat(asked.code()).isEqualTo(Secret.of(FakeAccount.CODE));
    assertThat(operator.get(PAGE).body()).contains("class=\"panel done\"");
  }

  @Test
  void keepsTheReasonAndNotTheCodeOfARefusedForm() {
    HttpResponse<String> refused = desk.act("factor", "reason", FakeDesk.REASON, "totp", "999999");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("<a href=\"#totp-factor\">", "value=\"&lt;b&gt;she called&lt;/b&gt;\"").doesNotContain("999999");
  }

  @ParameterizedTest
  @EnumSource(names = {"REASON_REFUSED", "OPERATORS_ACCOUNT", "NO_MAIL", "LOCKED"})
  void saysWhyNothingWasDone(Outcome outcome) {
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(outcome));
    assertThat(desk.act("reset", "reason", "x").statusCode()).isEqualTo(422);
  }

  @Test
  void asksForACodeBeforeAnActThatHasNone() {
    HttpResponse<String> page = operator.get(PAGE);
    desk.needCode();
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(Outcome.CODE_NEEDED));
    HttpResponse<String> asked = operator.submitFrom(page, PAGE + "/lock", "reason", "x");
    assertThat(asked.statusCode()).isEqualTo(422);
    assertThat(asked.body()).contains("so nothing was changed", "value=\"" + PAGE + "\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED", "NO_ACCOUNT"})
  void isNotFoundOnceTheOperatorOrTheAccountIsNone(Outcome outcome) {
    HttpResponse<String> page = operator.get(PAGE);
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(outcome));
    assertThat(operator.submitFrom(page, PAGE + "/lock", "reason", "x").statusCode()).isEqualTo(404);
    site.account.sessions.clear();
    assertThat(operator.submitFrom(page, PAGE + "/lock", "reason", "x").statusCode()).isEqualTo(404);
  }

  @Test
  void offersWhatCanBeDone() {
    assertThat(operator.get(PAGE).body()).contains(PAGE + "/lock\"", PAGE + "/reset\"").doesNotContain(PAGE + "/unlock");
    desk.show(FakeDesk.grace(true, false, false));
    assertThat(operator.get(PAGE).body()).contains("No mail server is set up").doesNotContain(PAGE + "/reset\"");
    desk.show(FakeDesk.grace(true, true, true));
    assertThat(operator.get(PAGE).body()).contains(PAGE + "/unlock\"", "Unlock it first.")
        .doesNotContain(PAGE + "/lock\"", PAGE + "/reset\"");
    desk.show(FakeDesk.grace(false, true, false));
    assertThat(operator.get(PAGE).body()).contains("This is an operator’s account.").doesNotContain("name=\"reason\"");
  }

  @Test
  void takesNoFormOfAnotherSiteOrSession() {
    String foreign = plain.token("/settings/security");
    for (DeskAct act : DeskAct.values()) {
      String address = PAGE + "/" + act.path();
      String form = "reason=x&totp=" + FakeAccount.CODE;
      assertThat(operator.post(address, form).statusCode()).isEqualTo(403);
      assertThat(operator.post(address, form + "&csrf=" + foreign).statusCode()).isEqualTo(403);
      assertThat(operator.post(address, form + "&csrf=" + operator.token(PAGE), "Origin", "https://evil.example")
          .statusCode()).isEqualTo(403);
    }
    assertThat(site.account.wasAsked(ActOnAccount.class)).isFalse();
  }

  /** Where a change of language and a reload after a refused form lead. */
  @Test
  void leadsFromTheAddressOfAFormToItsPage() {
    for (DeskAct act : DeskAct.values()) {
      String address = PAGE + "/" + act.path();
      assertThat(Browser.location(operator.get(address))).isEqualTo(PAGE);
      assertThat(plain.get(address).statusCode()).isEqualTo(404);
      assertThat(site.browser().get(address).statusCode()).isEqualTo(404);
    }
    assertThat(site.account.wasAsked(ActOnAccount.class)).isFalse();
  }

  @Test
  void boundsAReason() {
    desk.act("lock", "reason", "x".repeat(60_000));
    assertThat(site.account.last(ActOnAccount.class).reason()).hasSize(501);
    assertThat(operator.post(PAGE + "/lock", "csrf=" + operator.token(PAGE) + "&reason=a%00b").statusCode())
        .isEqualTo(400);
    assertThat(operator.post(PAGE + "/lock", "csrf=" + operator.token(PAGE) + "&reason=a&reason=b").statusCode())
        .isEqualTo(400);
  }

  @Test
  void namesEveryActOfTheContract() {
    assertThat(DeskAct.values()).extracting(DeskAct::act)
        .containsExactlyInAnyOrder(Act.END_SESSIONS, Act.MAIL_RESET, Act.FACTOR_OFF, Act.LOCK, Act.UNLOCK);
  }
}
