package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import dev.ally.web.Addresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A second factor that is required, and the ways to get on without one: none works. */
class RequiredFactorTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY = WholeServer.mailing(MAIL);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SECURITY = "/settings/security";
  private static final String LINK = "/settings/security/link";
  private static final String OTHER_PASSWORD = "what was chosen by a link";
  private static final String RETURN = "https://notes.example.org/callback";
  private static final Pattern CODES = Pattern.compile("<li><code>(?:<bdi[^>]*>)?([0-9A-Za-z-]+)");

  private String group;

  @BeforeAll
  static void register() {
    ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(
        UUID.randomUUID(), new JsonArray().add(new JsonObject().put("id", "notes").put("name", "Notes")
            .put("consent", "none").put("redirect_uris", new JsonArray().add(RETURN))).encode(), false)));
    assertThat(applied.mistakes()).isEmpty();
  }

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void nameAGroup() {
    group = "g-" + UUID.randomUUID();
    ALLY.clock.pass(Duration.ofHours(2));
  }

  private void requireNow() {
    assertThat(answer(RequireFactor.OPERATION.ask(ALLY.bus(), new RequireFactor(group, true, ""))).outcome())
        .isEqualTo(RequireFactor.Outcome.DONE);
  }

  private void requireNoMore() {
    answer(RequireFactor.OPERATION.ask(ALLY.bus(), new RequireFactor(group, false, "")));
  }

  private void requireIn(String time) {
    execute("INSERT INTO account.group_requirement VALUES ('" + group + "', now() + interval '" + time + "')");
  }

  private void add(SimulatedUser user) {
    assertThat(answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(user.email, group, true))).outcome())
        .isEqualTo(ChangeGroup.Outcome.DONE);
  }

  private SimulatedUser member() {
    SimulatedUser ada = ALLY.user();
    add(ada);
    return ada;
  }

  /** With a session that is held. */
  private SimulatedUser held() {
    requireNow();
    SimulatedUser ada = member();
    assertThat(location(ada.logIn())).isEqualTo(SECURITY);
    return ada;
  }

  private static Secret session(Browser browser) {
    return Secret.of(browser.cookies.get("ally_session"));
  }

  private static Secret voucher(Browser browser) {
    return answer(VouchForSession.OPERATION.ask(ALLY.bus(), new VouchForSession(session(browser))))
        .voucher().orElseGet(Secret::empty);
  }

  private static boolean isHeld(Browser browser) {
    FindSession.Answer found = answer(FindSession.OPERATION.ask(ALLY.bus(), new FindSession(session(browser))));
    return found.person().isEmpty() && found.held().isPresent();
  }

  private static void assertHeld(Browser browser) {
    assertThat(isHeld(browser)).isTrue();
    HttpResponse<String> page = browser.get("/settings/profile");
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(location(page)).isEqualTo(SECURITY);
    assertThat(voucher(browser).isEmpty()).isTrue();
    assertThat(browser.get(SECURITY).statusCode()).isEqualTo(200);
  }

  private static void assertOut(Browser browser) {
    assertThat(location(browser.get("/settings/profile"))).startsWith("/login");
  }

  private static String authorize(String more) {
    return "/oauth2/authorize?client_id=notes&response_type=code&scope=openid&state=s&nonce=n&redirect_uri="
        + RETURN.replace(":", "%3A").replace("/", "%2F")
        + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256" + more;
  }

  private static void execute(String sql) {
    ALLY.database().execute(sql);
  }

  private static void age(SimulatedUser user, String age) {
    execute("UPDATE account.session s SET held_since = held_since - interval '" + age + "' FROM account.account a"
        + " WHERE a.id = s.account_id AND a.email = '" + user.email + "'");
  }

  /** What has happened to the account, and how often data of it was asked to change. */
  private static long done(SimulatedUser user) {
    return ALLY.database().count("""
        (SELECT account_id FROM account.activity UNION ALL SELECT account_id FROM account.email_change
          UNION ALL SELECT account_id FROM account.picture) s
        JOIN account.account a ON a.id = s.account_id WHERE a.name = 'Ada' AND a.email = '""" + user.email + "'");
  }

  @Nested
  class WhileHeld {
    /** Pages that show something of the account, or lead to a login without a session. */
    @TestFactory
    List<DynamicTest> noPageOfTheAccountOpens() {
      SimulatedUser ada = held();
      Set<String> reached = Set.of(SECURITY, LINK, LINK + "/qr.png");
      return Addresses.ofAccounts().stream().map(page -> DynamicTest.dynamicTest(page, () -> {
        boolean ofSession = location(ALLY.browser().get(page)).startsWith("/login?next");
        HttpResponse<String> answer = ada.browser.get(page);
        if (ofSession && !reached.contains(page)) {
          assertThat(answer.statusCode()).isEqualTo(303);
          assertThat(location(answer)).isEqualTo(SECURITY);
        }
        if (!page.equals(SECURITY)) {
          assertThat(answer.body()).doesNotContain(ada.email);
        }
      })).toList();
    }

    @TestFactory
    List<DynamicTest> noFormOfTheAccountDoesAnything() {
      SimulatedUser ada = held();
      ada.link();
      Set<String> others = Set.of(
          "/login", "/login/code", "/signup", "/forgot", "/language", "/logout", SECURITY, LINK, LINK + "/cancel");
      String form = Browser.encode(Browser.pairs(
          "csrf", ada.browser.token(SECURITY), "name", "Eve", "password", SimulatedUser.PASSWORD,
          "new_password", OTHER_PASSWORD, "new_email", "eve@example.org", "totp", "123456",
          "recovery_code", "AAAA-AAAA-AAAA-AAAA", "session", UUID.randomUUID().toString(),
          "authenticator", UUID.randomUUID().toString(), "client", "notes", "confirm", "yes"));
      return Addresses.ofForms().stream().filter(address -> !others.contains(address))
          .map(address -> DynamicTest.dynamicTest(address, () -> {
            long before = done(ada);
            HttpResponse<String> answer = ada.browser.post(address, form);
            assertThat(done(ada)).isEqualTo(before);
            boolean ofSession = location(ALLY.browser().get(address)).startsWith("/login?next");
            if (ofSession || answer.statusCode() < 400) {
              assertThat(answer.statusCode()).isEqualTo(303);
              assertThat(location(answer)).isEqualTo(SECURITY);
            }
          })).toList();
    }

    @Test
    void thePersonLinksAnAppWithoutThePasswordAgainSeesTheRecoveryCodesAndGoesOn() {
      requireNow();
      SimulatedUser ada = member();
      HttpResponse<String> login = ada.browser.get("/login?next=%2Fsettings%2Fsessions");
      HttpResponse<String> answer = ada.browser.submitFrom(
          login, "/login", "email", ada.email, "password", SimulatedUser.PASSWORD);
      assertThat(location(answer)).isEqualTo(SECURITY + "?next=%2Fsettings%2Fsessions");
      HttpResponse<String> page = ada.browser.get(location(answer));
      assertThat(page.body())
          .contains("This account needs two-factor authentication. Turn it on to continue.", "10 minutes")
          .doesNotContain("name=\"password\"", "/settings/profile/");
      HttpResponse<String> asked = ada.browser.submitFrom(page, SECURITY, "method", "authenticator");
      assertThat(location(asked)).startsWith(LINK + "?next=");
      HttpResponse<String> link = ada.browser.get(location(asked));
      Matcher key = Pattern.compile("secret=([A-Z2-7]+)").matcher(link.body());
      assertThat(key.find()).isTrue();
      ada.app = new AuthenticatorApp(key.group(1));
      HttpResponse<String> linked = ada.browser.submitFrom(link, LINK, "totp", ada.codeNow());
      assertThat(location(linked)).isEqualTo("/settings/security/recovery?next=%2Fsettings%2Fsessions");
      HttpResponse<String> codes = ada.browser.get(location(linked));
      List<String> saved = CODES.matcher(codes.body()).results()
          .map(code -> location(ada.browser.submitFrom(
              codes, "/settings/security/recovery/saved", "recovery_code", code.group(1))))
          .toList();
      assertThat(saved).as("the page asks for one of them").contains("/settings/sessions");
      assertThat(ada.browser.get("/settings/sessions").statusCode()).isEqualTo(200);
    }

    @Test
    void thePersonChoosesALanguageAndLogsOut() {
      SimulatedUser ada = held();
      ada.browser.submitTo(SECURITY, "/language", "language", "de");
      assertThat(ada.browser.get(SECURITY).body()).contains("Dieses Konto erfordert Zwei-Faktor-Authentifizierung.");
      assertThat(ALLY.database().count("account.account WHERE language = 'de' AND email = '" + ada.email + "'"))
          .isEqualTo(1);
      assertThat(location(ada.logOut())).isEqualTo("/");
      assertThat(ALLY.sessions(ada)).isZero();
    }

    @Test
    void anApplicationWaitsAndGoesOnAfterwards() {
      requireNow();
      SimulatedUser ada = member();
      String login = location(ada.browser.get(authorize("")));
      assertThat(login).startsWith("/login?next=");
      HttpResponse<String> answer = ada.browser.submitFrom(
          ada.browser.get(login), "/login", "email", ada.email, "password", SimulatedUser.PASSWORD);
      assertThat(location(answer)).startsWith(SECURITY + "?next=%2Foauth2%2Fauthorize");
      assertThat(ada.browser.get(location(answer)).body()).contains("You’ll continue to Notes.");
      String next = location(answer).substring((SECURITY + "?next=").length());
      String parked = URLDecoder.decode(next, StandardCharsets.UTF_8);
      assertThat(location(ada.browser.get(parked))).as("restarted").startsWith("/login?next=");
      assertThat(location(ada.browser.get(location(ada.browser.get(parked))))).isEqualTo(location(answer));
      ada.enrol();
      HttpResponse<String> gone = ada.browser.get(parked);
      assertThat(gone.statusCode()).isEqualTo(200);
      assertThat(gone.body()).as("the way out").contains(RETURN);
    }

    @Test
    void theSessionEndsAfterTenMinutes() {
      SimulatedUser ada = held();
      assertHeld(ada.browser);
      age(ada, "9 minutes 58 seconds");
      assertHeld(ada.browser);
      age(ada, "2 seconds");
      assertOut(ada.browser);
      assertThat(ALLY.sessions(ada)).isZero();
      requireNoMore();
      assertOut(ada.browser);
    }

    @Test
    void itIsFreeOnceTheRequirementIsTakenBack() {
      SimulatedUser ada = held();
      requireNoMore();
      assertThat(ada.isSignedIn()).isTrue();
    }
  }

  @Nested
  class NothingSkipsIt {
    @Test
    void aFlowThatIsRestarted() {
      SimulatedUser ada = held();
      ada.browser.forgetLogin();
      assertThat(location(ada.logIn())).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void aSecondTab() {
      requireNow();
      SimulatedUser ada = member();
      HttpResponse<String> other = ada.browser.get("/login");
      ada.logIn();
      ada.browser.submitFrom(other, "/login", "email", ada.email, "password", SimulatedUser.PASSWORD);
      assertHeld(ada.browser);
      assertThat(location(ada.browser.get("/login"))).isEqualTo(SECURITY);
      assertThat(location(ada.browser.get("/signup"))).isEqualTo(SECURITY);
    }

    @Test
    void aDestination() {
      SimulatedUser ada = held();
      assertThat(ada.browser.get(SECURITY + "?next=%2Fsettings%2Fprofile").statusCode()).isEqualTo(200);
      assertThat(location(ada.browser.get("/login?next=%2Fsettings%2Fprofile")))
          .isEqualTo(SECURITY + "?next=%2Fsettings%2Fprofile");
      assertHeld(ada.browser);
    }

    @Test
    void theStepOfTheCodeWithoutAPendingLogin() {
      SimulatedUser ada = held();
      assertThat(location(ada.browser.get("/login/code"))).startsWith("/login");
      ada.browser.cookies.put("ally_pending", ada.browser.cookies.get("ally_session"));
      assertThat(location(ada.browser.get("/login/code"))).startsWith("/login");
      assertHeld(ada.browser);
    }

    @Test
    void aMailedLinkToANewPassword() {
      SimulatedUser ada = held();
      ada.browser.submit("/forgot", "email", ada.email);
      ada.browser.get(MAIL.awaitLink(ada.email, "Choose a new password", 1));
      ada.browser.submit("/reset", "new_password", OTHER_PASSWORD);
      assertOut(ada.browser);
      assertThat(location(ada.logIn(OTHER_PASSWORD))).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void aLinkOfTheOperatorToANewPassword() {
      SimulatedUser ada = held();
      Secret link = answer(MakeResetLink.OPERATION.ask(
          ALLY.bus(), new MakeResetLink(ada.email, Secret.token(RANDOM)))).link();
      URI url = URI.create(link.revealText());
      ada.browser.get(url.getRawPath() + "?" + url.getRawQuery());
      ada.browser.submit("/reset", "new_password", OTHER_PASSWORD);
      assertThat(location(ada.logIn(OTHER_PASSWORD))).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void aNewEmailThatWasAskedForBefore() {
      SimulatedUser ada = member();
      ada.logIn();
      String other = UUID.randomUUID() + "@example.net";
      ada.browser.submit("/settings/profile/email", "new_email", other, "password", SimulatedUser.PASSWORD);
      String link = MAIL.awaitLink(other, "Confirm", 1);
      requireNow();
      assertHeld(ada.browser);
      ada.browser.get(link);
      ada.browser.submit("/email");
      assertThat(location(ada.browser.get("/settings/profile"))).isIn(SECURITY, "/login?next=%2Fsettings%2Fprofile");
      SimulatedUser renamed = new SimulatedUser(other, ALLY.browser(), ALLY.clock);
      renamed.logIn();
      assertHeld(renamed.browser);
    }

    @Test
    void aSignUp() {
      // With the setting; here by a group that the account joins the moment it is there.
      requireNow();
      String email = UUID.randomUUID() + "@example.org";
      Browser browser = ALLY.browser();
      browser.submit("/signup", "email", email, "name", "Ada");
      HttpResponse<String> opened = browser.get(MAIL.awaitLink(email, "", 1));
      browser.submitTo(location(opened), "/signup/confirm", "name", "Ada", "password", SimulatedUser.PASSWORD);
      add(new SimulatedUser(email, browser, ALLY.clock));
      assertHeld(browser);
      assertThat(location(browser.get("/"))).isEqualTo(SECURITY);
    }

    @Test
    void aSessionFromBefore() {
      SimulatedUser ada = member();
      ada.logIn();
      assertThat(ada.isSignedIn()).isTrue();
      requireNow();
      assertHeld(ada.browser);
      ALLY.clock.pass(Duration.ofMinutes(30));
      assertThat(ada.browser.get(SECURITY).body()).as("an old one").contains("name=\"password\"");
      assertThat(ada.browser.submit(SECURITY, "method", "authenticator").statusCode()).isEqualTo(422);
      assertThat(ada.browser.submit(SECURITY, "method", "authenticator", "password", "wrong").statusCode())
          .isEqualTo(422);
      ada.enrol();
      assertThat(ada.isSignedIn()).isTrue();
    }

    @Test
    void aFactorThatWasTurnedOffByTheOtherSession() {
      SimulatedUser ada = ALLY.enrolledUser();
      add(ada);
      ada.deactivate(ada.codeNow());
      requireNow();
      assertHeld(ada.browser);
    }

    @Test
    void aGroupThatIsJoinedMeanwhile() {
      requireNow();
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      assertThat(ada.isSignedIn()).isTrue();
      add(ada);
      assertHeld(ada.browser);
    }

    @Test
    void requestsAtTheMomentOfTheDate() throws Exception {
      SimulatedUser ada = member();
      ada.logIn();
      requireIn("1 second");
      List<CompletableFuture<Integer>> early = new ArrayList<>();
      Set<Integer> seen = new HashSet<>();
      Browser[] tabs = Stream.generate(ALLY::browser).limit(4)
          .peek(tab -> tab.cookies.putAll(ada.browser.cookies)).toArray(Browser[]::new);
      while (!isHeld(ada.browser)) {
        for (Browser tab : tabs) {
          early.add(CompletableFuture.supplyAsync(() -> tab.get("/settings/profile").statusCode()));
        }
        for (CompletableFuture<Integer> one : early) {
          seen.add(one.get());
        }
        early.clear();
      }
      assertThat(seen).contains(200);
      for (Browser tab : tabs) {
        assertHeld(tab);
      }
    }

    @Test
    void aWrongCodeOfAnAppThatIsBeingLinkedNorItsCancelling() {
      SimulatedUser ada = held();
      ada.link();
      assertThat(ada.confirm(ada.wrongCode()).statusCode()).isEqualTo(422);
      assertHeld(ada.browser);
      assertThat(ada.confirm("").statusCode()).isEqualTo(422);
      ada.browser.submitTo(LINK, LINK + "/cancel");
      assertHeld(ada.browser);
      assertThat(ALLY.authenticators(ada)).isZero();
    }

    @Test
    void anAppThatIsLinkedInAnotherSession() {
      SimulatedUser ada = held();
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.logIn();
      elsewhere.enrol();
      assertThat(elsewhere.isSignedIn()).isTrue();
      assertOut(ada.browser);
      assertThat(location(ada.logIn())).isEqualTo("/login/code");
    }

    @Test
    void anApplicationThatAsksWithoutAPage() {
      SimulatedUser ada = held();
      assertThat(location(ada.browser.get(authorize("&prompt=none")))).contains("error=login_required");
      ada.enrol();
      assertThat(location(ada.browser.get(authorize("&prompt=none")))).contains("code=");
    }

    @Test
    void aVoucherFromBefore() {
      SimulatedUser ada = member();
      ada.logIn();
      Secret voucher = voucher(ada.browser);
      assertThat(answer(FindLogin.OPERATION.ask(ALLY.bus(), new FindLogin(voucher))).login()).isPresent();
      requireNow();
      assertThat(answer(FindLogin.OPERATION.ask(ALLY.bus(), new FindLogin(voucher))).login()).isEmpty();
    }

    @Test
    void whatApplicationsAndProtectedHostsHaveFromBefore() {
      SimulatedUser ada = member();
      ada.logIn();
      FindLogin.Login login =
          answer(FindLogin.OPERATION.ask(ALLY.bus(), new FindLogin(voucher(ada.browser)))).login().orElseThrow();
      FindStanding ofSession = new FindStanding(login.accountId(), Optional.of(login.sid()), true);
      FindStanding ofAccount = new FindStanding(login.accountId(), Optional.empty(), false);
      assertThat(standing(ofSession).orElseThrow().sessionOpen()).isTrue();
      assertThat(standing(ofAccount)).isPresent();
      requireNow();
      assertThat(standing(ofSession).orElseThrow().sessionOpen()).isFalse();
      assertThat(standing(ofAccount)).as("a token that outlasts its session").isEmpty();
      ada.enrol();
      assertThat(standing(ofSession).orElseThrow().sessionOpen()).isTrue();
      assertThat(standing(ofAccount)).isPresent();
      execute("UPDATE account.account SET two_factor = NULL WHERE email = '" + ada.email + "'");
      assertThat(standing(ofAccount)).as("linked before the row noted it").isPresent();
    }

    private Optional<FindStanding.Standing> standing(FindStanding question) {
      return answer(FindStanding.OPERATION.ask(ALLY.bus(), question)).standing();
    }

    @Test
    void theUndoOfTheFactor() {
      requireNow();
      SimulatedUser ada = ALLY.enrolledUser();
      add(ada);
      Browser browser = ALLY.browser();
      browser.open(MAIL.awaitLink(ada.email, "Two-factor authentication is on", 1));
      assertThat(location(browser.submit("/undo", "password", SimulatedUser.PASSWORD))).isEqualTo("/login");
      assertOut(ada.browser);
      assertThat(location(ada.logIn())).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void theResetByTheOperator() {
      requireNow();
      SimulatedUser ada = ALLY.enrolledUser();
      add(ada);
      answer(ResetTwoFactor.OPERATION.ask(ALLY.bus(), new ResetTwoFactor(UUID.randomUUID(), ada.email)));
      assertOut(ada.browser);
      ada.logIn();
      assertHeld(ada.browser);
    }

    @Test
    void anOldSessionInTheSameBrowser() {
      requireNow();
      SimulatedUser ada = ALLY.enrolledUser();
      Browser browser = ALLY.browser();
      HttpResponse<String> page = browser.get("/login");
      ada.at(browser).logInWithCode();
      SimulatedUser eve = member();
      browser.submitFrom(page, "/login", "email", eve.email, "password", SimulatedUser.PASSWORD);
      assertHeld(browser);
    }

    @Test
    void aLoginThatIsSentAgain() {
      requireNow();
      SimulatedUser ada = member();
      RequestInfo info = new RequestInfo("192.0.2.1", "a browser", Secret.token(RANDOM));
      Secret token = Secret.token(RANDOM);
      LogIn question = new LogIn(
          UUID.randomUUID(), ada.email, Secret.of(SimulatedUser.PASSWORD), info, token, Secret.empty());
      for (int i = 0; i < 2; i++) {
        LogIn.Answer answer = answer(LogIn.OPERATION.ask(ALLY.bus(), question));
        assertThat(answer.outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
        assertThat(answer.requirement().orElseThrow().inForce()).isTrue();
      }
      assertThat(answer(FindSession.OPERATION.ask(ALLY.bus(), new FindSession(token))).person()).isEmpty();
    }

    @Test
    void aFormFromBefore() {
      SimulatedUser ada = member();
      ada.logIn();
      HttpResponse<String> profile = ada.browser.get("/settings/profile");
      requireNow();
      HttpResponse<String> answer = ada.browser.submitFrom(profile, "/settings/profile", "name", "Eve");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(location(answer)).isEqualTo(SECURITY);
      assertThat(ALLY.database().count("account.account WHERE name = 'Eve' AND email = '" + ada.email + "'")).isZero();
    }
  }

  @Nested
  class TheLastFactor {
    private SimulatedUser enrolled() {
      SimulatedUser ada = held();
      ada.enrol();
      ALLY.clock.pass(Duration.ofMinutes(5));
      return ada;
    }

    @Test
    void isNotTurnedOff() {
      SimulatedUser ada = enrolled();
      HttpResponse<String> none = ada.browser.submit(SECURITY, "method", "none", "password", SimulatedUser.PASSWORD);
      assertThat(none.statusCode()).isEqualTo(422);
      assertThat(none.body()).contains("so it can’t be turned off. You can replace your authenticator instead.");
      assertThat(location(ada.browser.get(SECURITY + "/deactivate"))).isEqualTo(SECURITY);
      HttpResponse<String> off = ada.browser.submitTo(SECURITY, SECURITY + "/deactivate", "totp", ada.codeNow());
      assertThat(off.statusCode()).isEqualTo(422);
      assertThat(off.body()).contains("so it can’t be turned off.");
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
      ada.browser.forgetLogin();
      ada.logIn();
      assertThat(location(ada.code(ada.codeNow()))).as("the code was not spent for it").isEqualTo("/");
    }

    @Test
    void isNotRemovedAloneAndIsReplaced() {
      SimulatedUser ada = enrolled();
      String page = ada.browser.get(SECURITY).body();
      Matcher id = Pattern.compile("replace\\?authenticator=([0-9a-f-]{36})").matcher(page);
      assertThat(id.find()).isTrue();
      assertThat(page).doesNotContain("authenticators/remove");
      ada.browser.submitTo(SECURITY, SECURITY + "/authenticators/remove",
          "authenticator", id.group(1), "totp", ada.codeNow());
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
      ALLY.clock.pass(Duration.ofMinutes(5));
      String replace = SECURITY + "/authenticators/replace?authenticator=" + id.group(1);
      HttpResponse<String> begun = ada.browser.submitFrom(
          ada.browser.get(replace), SECURITY + "/authenticators/replace", "authenticator", id.group(1),
          "name", "", "totp", ada.codeNow());
      assertThat(location(begun)).startsWith(LINK);
    }

    @Test
    void isStoodInForByARecoveryCode() {
      SimulatedUser ada = held();
      ada.enrol();
      Matcher code = CODES.matcher(ada.browser.get(SECURITY + "/recovery").body());
      assertThat(code.find()).isTrue();
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.logIn();
      assertThat(location(elsewhere.browser.submit("/login/code", "recovery_code", code.group(1))))
          .startsWith(SECURITY);
      assertThat(elsewhere.isSignedIn()).isTrue();
    }
  }

  @Nested
  class BeforeTheDate {
    @Test
    void eachLoginTellsHowManyDaysAreLeftAndGoesOn() {
      requireIn("60 hours");
      SimulatedUser ada = member();
      for (int i = 0; i < 2; i++) {
        ada.browser.forgetLogin();
        assertThat(location(ada.logIn())).isEqualTo(SECURITY);
        assertThat(ada.browser.get(SECURITY).body())
            .contains("You have 3 days left to turn on two-factor authentication.", "href=\"/\">Continue without it");
        assertThat(ada.isSignedIn()).isTrue();
      }
      HttpResponse<String> login = ada.browser.another().get("/login?next=%2Fsettings%2Fsessions");
      assertThat(login.statusCode()).isEqualTo(200);
      assertThat(voucher(ada.browser).isEmpty()).isFalse();
      ada.enrol();
      assertThat(ada.browser.get(SECURITY).body()).doesNotContain("days left");
    }

    @Test
    void theFactorCanStillBeTurnedOff() {
      requireIn("60 hours");
      SimulatedUser ada = ALLY.enrolledUser();
      add(ada);
      ada.deactivate(ada.codeNow());
      assertThat(ALLY.authenticators(ada)).isZero();
      assertThat(ada.isSignedIn()).isTrue();
    }
  }
}
