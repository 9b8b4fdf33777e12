package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operators of the help desk at work, on real parts. */
class HelpDeskWalkTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.plain();

  private static final String DESK = "/admin";
  private static final Pattern RECOVERY_CODE = Pattern.compile("(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}");

  private final SimulatedUser operator = operator();
  private final SimulatedUser ada = ALLY.user();
  private final String page = DESK + "/accounts/" + id(ada);

  private static UUID id(SimulatedUser user) {
    return answer(ShowAccount.OPERATION.ask(ALLY.bus(), new ShowAccount(user.email)))
        .status().orElseThrow().person().accountId();
  }

  private static void group(SimulatedUser user, boolean member) {
    answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(user.email, "operators", member)));
  }

  /** Logged in with a code a moment ago. */
  private static SimulatedUser operator() {
    SimulatedUser user = ALLY.enrolledUser();
    group(user, true);
    user.browser.cookies.clear();
    user.logInWithCode();
    return user;
  }

  /** A code that is not spent. */
  private static String nextCode(SimulatedUser user) {
    ALLY.clock.pass(Duration.ofSeconds(30));
    return user.codeNow();
  }

  private HttpResponse<String> act(String act, String code) {
    return operator.browser.submitTo(page, page + "/" + act, "reason", "a call", "totp", code);
  }

  private long acts() {
    return ALLY.database().count("account.event WHERE reason = 'a call' AND actor = '" + id(operator) + "'");
  }

  @Test
  void anOperatorFindsAnAccountAndActsOnItWithACodeForEachActThatOpens() {
    ada.logIn();
    assertThat(operator.browser.get(DESK + "?search=" + ada.email.substring(0, 12)).body()).contains(page);
    assertThat(operator.browser.get(page).body()).contains(ada.email);
    assertThat(location(act("lock", ""))).isEqualTo(page);
    assertThat(ada.isSignedIn()).isFalse();
    String code = nextCode(operator);
    assertThat(act("unlock", "").statusCode()).isEqualTo(422);
    assertThat(location(act("unlock", code))).isEqualTo(page);
    assertThat(act("lock", "").statusCode()).isEqualTo(303);
    assertThat(act("unlock", code).body()).contains("That code is spent.");
    assertThat(act("unlock", nextCode(operator)).statusCode()).isEqualTo(303);
    assertThat(location(ada.logIn())).isEqualTo("/");
    assertThat(acts()).isEqualTo(4);
    assertThat(ada.browser.get("/settings/activity").body())
        .contains("Account locked by an administrator").doesNotContain("a call", operator.email);
    assertThat(operator.browser.get(page).body()).contains("a call", operator.email);
  }

  @Test
  void oneCodeThatIsSentManyTimesAtOnceDoesOneAct() {
    SimulatedUser enrolled = ALLY.enrolledUser();
    String other = DESK + "/accounts/" + id(enrolled);
    operator.browser.cookies.clear();
    operator.logInWithCode();
    act("lock", "");
    HttpResponse<String> first = operator.browser.get(page);
    HttpResponse<String> second = operator.browser.get(other);
    String code = nextCode(operator);
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    IntStream.range(0, 8).forEach(i -> sent.add(CompletableFuture.supplyAsync(() -> i % 2 == 0
        ? operator.browser.submitFrom(first, page + "/unlock", "reason", "a call", "totp", code)
        : operator.browser.submitFrom(second, other + "/factor", "reason", "a call", "totp", code))));
    // One that comes after the act finds nothing to do, and its code is not looked at.
    assertThat(sent.stream().map(CompletableFuture::join)).allMatch(answer ->
        Set.of(303, 422).contains(answer.statusCode()));
    assertThat(acts()).as("the lock, and one more").isEqualTo(2);
  }

  @Test
  void wrongCodesCountAgainstTheBudgetOfTheOperatorsLogins() {
    act("lock", "");
    String right = nextCode(operator);
    long before = ALLY.charges(operator);
    for (int i = 0; i < 5; i++) {
      assertThat(act("unlock", operator.wrongCode()).statusCode()).isIn(422, 429);
    }
    assertThat(act("unlock", right).statusCode()).isEqualTo(429);
    assertThat(ALLY.charges(operator) - before).isEqualTo(5);
    assertThat(ALLY.charges(ada)).isZero();
  }

  @Test
  void anOperatorIsAskedForACodeAgainAfterTenMinutes() {
    ALLY.clock.pass(Duration.ofMinutes(10));
    assertThat(operator.browser.get(DESK + "?search=" + ada.email).body())
        .contains("name=\"totp\"").doesNotContain(page);
    assertThat(operator.browser.get(page).body()).contains("name=\"totp\"").doesNotContain(ada.email);
    assertThat(act("lock", "").statusCode()).isEqualTo(422);
    assertThat(acts()).isZero();
    assertThat(location(operator.browser.submitTo(page, DESK, "totp", nextCode(operator)))).isEqualTo(page);
    assertThat(act("lock", "").statusCode()).isEqualTo(303);
  }

  @Test
  void theSecondFactorThatIsTurnedOffIsEnrolledAnew() {
    SimulatedUser enrolled = ALLY.enrolledUser();
    enrolled.browser.cookies.clear();
    operator.browser.cookies.clear();
    operator.logInWithCode();
    String account = DESK + "/accounts/" + id(enrolled);
    String code = nextCode(operator);
    assertThat(location(operator.browser.submitTo(account, account + "/factor", "reason", "a call", "totp", code)))
        .isEqualTo(account);
    assertThat(ALLY.authenticators(enrolled)).isZero();
    assertThat(location(enrolled.logIn())).isEqualTo("/");
    enrolled.enrol();
    assertThat(ALLY.authenticators(enrolled)).isEqualTo(1);
  }

  @Test
  void operatorsDoNothingToThemselvesAndToEachOther() {
    SimulatedUser second = operator();
    for (SimulatedUser target : List.of(operator, second)) {
      String account = DESK + "/accounts/" + id(target);
      HttpResponse<String> shown = second.browser.get(account);
      assertThat(shown.body()).contains("This is an operator’s account.").doesNotContain("name=\"reason\"");
      for (String act : List.of("sessions", "reset", "factor", "lock", "unlock")) {
        HttpResponse<String> refused = second.browser.submitFrom(
            shown, account + "/" + act, "reason", "a call", "totp", second.codeNow());
        assertThat(refused.statusCode()).as(act).isEqualTo(422);
      }
    }
    assertThat(ALLY.database().count("account.help_desk_act WHERE actor = '" + id(second) + "'")).isZero();
  }

  /** Whichever of the two comes first: an operator who was removed or locked has done nothing after that. */
  @Test
  void anOperatorWhoIsRemovedMeanwhileDoesNothingMore() {
    HttpResponse<String> shown = operator.browser.get(page);
    CompletableFuture<HttpResponse<String>> act = CompletableFuture.supplyAsync(() ->
        operator.browser.submitFrom(shown, page + "/lock", "reason", "a call"));
    group(operator, false);
    assertThat(act.join().statusCode()).isIn(303, 404);
    assertThat(ALLY.database().count(
        "account.activity l JOIN account.activity r ON r.what = 'GROUP_REMOVED' AND r.account_id = '" + id(operator)
            + "' WHERE l.what = 'ACCOUNT_LOCKED' AND l.account_id = '" + id(ada) + "' AND l.id > r.id")).isZero();
    assertThat(operator.browser.submitFrom(shown, page + "/sessions", "reason", "a call").statusCode()).isEqualTo(404);
    assertThat(operator.browser.get(DESK).statusCode()).isEqualTo(404);
  }

  @Test
  void noLinkIsMailedWhereThereIsNoMailServerAndNoCodeIsSpent() {
    String code = nextCode(operator);
    HttpResponse<String> shown = operator.browser.get(page);
    assertThat(shown.body()).contains("No mail server is set up").doesNotContain(page + "/reset\"");
    HttpResponse<String> refused =
        operator.browser.submitFrom(shown, page + "/reset", "reason", "a call", "totp", code);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("No mail server is set up");
    assertThat(acts()).isZero();
    act("lock", "");
    assertThat(act("unlock", code).statusCode()).isEqualTo(303);
  }

  /** Typed by mistake, it still opens the account later. */
  @Test
  void aRecoveryCodeOpensNothingAndIsNotUsedUp() {
    SimulatedUser user = ALLY.enrolledUser();
    Matcher codes = RECOVERY_CODE.matcher(user.browser.get("/settings/security/recovery").body());
    assertThat(codes.find()).isTrue();
    String code = codes.group();
    group(user, true);
    act("lock", "");
    for (String form : List.of(DESK, page + "/unlock")) {
      assertThat(user.browser.submitTo(DESK, form, "reason", "a call", "totp", code).statusCode()).isEqualTo(422);
    }
    user.browser.cookies.clear();
    user.logIn();
    assertThat(user.browser.submit("/login/code", "recovery_code", code).statusCode()).isEqualTo(303);
    assertThat(acts()).as("the lock alone").isEqualTo(1);
  }

  /** Also of a node that asks again under one id. */
  @Test
  void theCodeThatOpenedTheHelpDeskDoesNoAct() {
    act("lock", "");
    Secret session = Secret.of(operator.browser.cookies.get("ally_session"));
    Secret code = Secret.of(nextCode(operator));
    UUID operation = UUID.randomUUID();
    RequestInfo info = new RequestInfo("192.0.2.7", "", Secret.empty(), Secret.empty(), false, "", "");
    assertThat(answer(OpenHelpDesk.OPERATION.ask(ALLY.bus(), new OpenHelpDesk(operation, session, code, info)))
        .outcome()).isEqualTo(OpenHelpDesk.Outcome.OPENED);
    assertThat(answer(ActOnAccount.OPERATION.ask(ALLY.bus(),
        new ActOnAccount(operation, session, id(ada), ActOnAccount.Act.UNLOCK, "a call", code, info))).outcome())
        .isEqualTo(CodeRefusal.SPENT);
    assertThat(acts()).as("the lock alone").isEqualTo(1);
  }
}
