package dev.ally.web.helpdesk;

import static dev.ally.harness.Browser.location;
import static dev.ally.web.helpdesk.DeskSite.DESK;
import static dev.ally.web.helpdesk.DeskSite.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeDesk;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the forms of the help desk send, when they are refused, and where they lead. */
class DeskFormsTest {
  private static final String NEXT = "name=\"next\" value=\"" + PAGE + "\"";

  private final DeskSite desk = new DeskSite();
  private final Site site = desk.site;
  private final Browser operator = desk.operator;

  @AfterEach
  void close() {
    desk.close();
  }

  /** Another login in the same browser. */
  private void logInAgain() {
    operator.with("ally_session", site.account.session());
  }

  /** Nothing may tell the operator who was removed a moment ago from anyone else. */
  @Test
  void isNotFoundWhereAccountSaysThatItIsClosed() {
    HttpResponse<String> page = operator.get(DESK);
    site.account.answer(FindAccounts.OPERATION,
        FindAccounts.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty()));
    site.account.answer(InspectAccount.OPERATION,
        InspectAccount.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty()));
    site.account.answer(OpenHelpDesk.OPERATION, OpenHelpDesk.Answer.of(OpenHelpDesk.Outcome.CLOSED));
    assertThat(operator.get(DESK).statusCode()).isEqualTo(404);
    assertThat(operator.get(PAGE).statusCode()).isEqualTo(404);
    assertThat(operator.get(PAGE + "/lock").statusCode()).isEqualTo(404);
    assertThat(operator.submitFrom(page, DESK, "totp", FakeAccount.CODE).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e60", "0188B9A2-5F4E-7C11-9D6A-3B1F2C4D5E6F", "x",
      "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6fx"})
  void isNotFoundForAnIdOfNobody(String id) {
    assertThat(operator.get(DESK + "/accounts/" + id).statusCode()).isEqualTo(404);
  }

  /** What comes under an id that was used is a repetition: it does nothing more, and spends no code. */
  @Test
  void eachFormHasAnIdOfItsOwn() {
    desk.act("lock", "reason", "x");
    UUID lock = site.account.last(ActOnAccount.class).operationId();
    desk.act("lock", "reason", "x");
    assertThat(site.account.last(ActOnAccount.class).operationId()).isNotEqualTo(lock);
    operator.submit(DESK, "totp", FakeAccount.CODE);
    UUID opened = site.account.last(OpenHelpDesk.class).operationId();
    operator.submit(DESK, "totp", FakeAccount.CODE);
    assertThat(site.account.last(OpenHelpDesk.class).operationId()).isNotEqualTo(opened);
  }

  /** For the audit log, and the budget of guesses. */
  @Test
  void tellsWhereAnOperatorActsFrom() {
    desk.act("lock", "reason", "x");
    operator.submit(DESK, "totp", FakeAccount.CODE);
    assertThat(site.account.last(ActOnAccount.class).requestInfo().address()).isNotEmpty();
    assertThat(site.account.last(ActOnAccount.class).requestInfo().request()).isNotEmpty();
    assertThat(site.account.last(OpenHelpDesk.class).requestInfo().address()).isNotEmpty();
  }

  @Test
  void readsNoRecoveryCode() {
    operator.submit(DESK, "recovery_code", FakeAccount.CODE);
    assertThat(site.account.last(OpenHelpDesk.class).code()).isEqualTo(Secret.empty());
    desk.act("unlock", "reason", "x", "recovery_code", FakeAccount.CODE);
    assertThat(site.account.last(ActOnAccount.class).code()).isEqualTo(Secret.empty());
  }

  @Test
  void takesNoCodeFromAnotherSite() {
    String code = "totp=" + FakeAccount.CODE;
    assertThat(operator.post(DESK, code).statusCode()).isEqualTo(403);
    assertThat(operator.post(DESK, code + "&csrf=" + desk.plain.token("/settings/security")).statusCode())
        .isEqualTo(403);
    assertThat(operator.post(DESK, code + "&csrf=" + operator.token(DESK), "Origin", "https://evil.example")
        .statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(OpenHelpDesk.class)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aFormOfAnEarlierLoginDoesNothingAndLeadsBackToItsAccount(DeskAct act) {
    HttpResponse<String> page = operator.get(PAGE);
    logInAgain();
    HttpResponse<String> refused =
        operator.submitFrom(page, PAGE + "/" + act.path(), "reason", "x", "totp", FakeAccount.CODE);
    assertThat(location(refused)).isEqualTo(PAGE);
    assertThat(operator.get(PAGE).body()).contains("You’ve logged in again since you opened this page.");
    assertThat(site.account.wasAsked(ActOnAccount.class)).isFalse();
  }

  @Test
  void aCodeOfAnEarlierLoginDoesNothingAndLeadsWhereItWouldHave() {
    desk.needCode();
    HttpResponse<String> page = operator.get(PAGE);
    logInAgain();
    HttpResponse<String> refused = operator.submitFrom(page, DESK, "totp", FakeAccount.CODE);
    assertThat(site.account.wasAsked(OpenHelpDesk.class)).isFalse();
    assertThat(operator.get(location(refused)).body()).contains(NEXT, "You’ve logged in again");
    site.account.answerAsBefore(FindAccounts.OPERATION);
    assertThat(location(operator.get(location(refused)))).as("the login's own code opened it").isEqualTo(PAGE);
  }

  @Test
  void aRefusedCodeKeepsWhereItLeadsAlsoInAnotherLanguage() {
    desk.needCode();
    HttpResponse<String> refused = operator.submitFrom(operator.get(PAGE), DESK, "totp", "999999");
    assertThat(refused.body()).contains(NEXT);
    HttpResponse<String> changed = operator.post("/language",
        "language=de&next=" + PAGE + "&csrf=" + Browser.hidden(refused).get("csrf"),
        "Referer", site.publicUrl + DESK, "Origin", site.publicUrl.toString());
    assertThat(operator.get(location(changed)).body()).contains(NEXT, "lang=\"de\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/settings", "//evil.example", "/admin.evil", "/admin/../settings", "https://evil.example"})
  void leadsNowhereElse(String next) {
    assertThat(location(operator.get(DESK + "?next=" + next))).isEqualTo(DESK);
    desk.needCode();
    assertThat(operator.get(DESK + "?next=" + next).body()).contains("name=\"next\" value=\"" + DESK + "\"");
  }

  @Test
  void goesOnAtThePageOfTheResultsWhereTheOperatorWas() {
    desk.needCode();
    String place = "search=g&after=email." + FakeDesk.GRACE;
    assertThat(operator.get(DESK + "?" + place).body())
        .contains("name=\"next\" value=\"" + DESK + "?" + place.replace("&", "&amp;") + "\"");
  }

  @ParameterizedTest
  @EnumSource
  void readsEachKindOfPlace(Match match) {
    operator.get(DESK + "?search=g&after=" + match.name().toLowerCase(Locale.ROOT) + "." + FakeDesk.GRACE);
    assertThat(site.account.last(FindAccounts.class).after().orElseThrow().match()).isEqualTo(match);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "1e3", "0x1", "٣", "9999999999999999999"})
  void readsNoOtherPlaceInTheActivity(String before) {
    assertThat(operator.get(PAGE + "?before=" + before).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1234, The code must have as many digits as your app shows. You entered four.",
    "6, 1234, The code must be six digits. You entered four.",
    "6, abcd, The code must be six digits. You entered other characters."
  })
  void saysWhatIsWrongWithACodeAtItsField(int digits, String typed, String words) {
    desk.show(FakeDesk.grace(true, true, false), Optional.of(digits));
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(CodeRefusal.MALFORMED));
    assertThat(desk.act("factor", "reason", "x", "totp", typed).body())
        .contains("<a href=\"#totp-factor\">" + words, "id=\"totp-factor-problem\">" + words);
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(CodeRefusal.SPENT));
    assertThat(desk.act("factor", "reason", "x", "totp", typed).body())
        .contains("id=\"totp-factor-problem\">That code is spent.");
  }

  @ParameterizedTest
  @CsvSource({"6, Six-digit code", "8, Code from your app"})
  void asksForACodeAsLongAsTheOperatorsAppShows(int digits, String label) {
    desk.show(FakeDesk.grace(true, true, false), Optional.of(digits));
    assertThat(operator.get(PAGE).body()).contains(">" + label + "</label>");
    site.account.changeCodeDigits(digits);
    assertThat(operator.submit(DESK, "totp", "999999").body()).contains(">" + label + "</label>");
    desk.needCode(Optional.of(digits));
    assertThat(operator.get(DESK).body()).contains(">" + label + "</label>");
    assertThat(operator.get(PAGE).body()).contains(">" + label + "</label>");
  }

  @ParameterizedTest
  @CsvSource({
    "REASON_MISSING, Enter a reason.", "REASON_REFUSED, The reason is longer than 500 characters",
    "OPERATORS_ACCOUNT, This is an operator’s account.", "NO_MAIL, No mail server is set up",
    "LOCKED, The account is locked. Unlock it first."
  })
  void saysWhyAnActWasRefusedAndKeepsTheReason(Outcome outcome, String words) {
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(outcome));
    HttpResponse<String> refused = desk.act("reset", "reason", "she called");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).containsPattern("role=\"alert\"[^!]*" + words).contains("value=\"she called\"");
  }

  @Test
  void keepsTheReasonWhileTheOperatorMustWait() {
    site.account.answer(ActOnAccount.OPERATION, new ActOnAccount.Answer(CodeRefusal.WAIT, Duration.ofSeconds(40)));
    HttpResponse<String> refused = desk.act("factor", "reason", "she called", "totp", FakeAccount.CODE);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("40");
    assertThat(refused.body()).contains("value=\"she called\"", "40 seconds").doesNotContain(FakeAccount.CODE);
  }

  @ParameterizedTest
  @CsvSource({"SPENT, That code is spent.", "MALFORMED, Enter the six-digit code.", "WRONG, That code doesn’t match."})
  void saysWhatIsWrongWithACodeThatCameTooLate(CodeRefusal why, String words) {
    HttpResponse<String> page = operator.get(PAGE);
    desk.needCode();
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(why));
    HttpResponse<String> refused = operator.submitFrom(page, PAGE + "/factor", "reason", "x", "totp", "");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("so nothing was changed", "id=\"totp-problem\">" + words, NEXT);
  }

  @Test
  void saysHowLongToWaitAfterCodesThatCameTooLate() {
    HttpResponse<String> page = operator.get(PAGE);
    desk.needCode();
    site.account.answer(ActOnAccount.OPERATION, new ActOnAccount.Answer(CodeRefusal.WAIT, Duration.ofSeconds(40)));
    HttpResponse<String> refused = operator.submitFrom(page, PAGE + "/factor", "reason", "x", "totp", "123456");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("40");
    assertThat(refused.body()).contains("Too many attempts. Try again in 40 seconds.", NEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "sessions, All sessions of the account have ended.",
    "reset, An email with a link to choose a new password is on its way.",
    "factor, Two-factor authentication of the account is off.",
    "lock, The account is locked.",
    "unlock, The account is unlocked."
  })
  void saysWhatWasDoneAndOnce(String act, String words) {
    desk.act(act, "reason", "x", "totp", FakeAccount.CODE);
    assertThat(operator.get(PAGE).body()).contains("<strong>" + words + "</strong>");
    assertThat(operator.get(PAGE).body()).doesNotContain("<strong>" + words + "</strong>");
  }

  @Test
  void saysThatNothingChanged() {
    site.account.answer(ActOnAccount.OPERATION, ActOnAccount.Answer.of(Outcome.ALREADY));
    assertThat(location(desk.act("lock", "reason", "x"))).isEqualTo(PAGE);
    assertThat(operator.get(PAGE).body()).contains("<strong>Nothing changed.</strong>");
  }
}
