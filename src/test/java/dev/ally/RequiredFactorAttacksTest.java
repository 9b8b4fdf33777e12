package dev.ally;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.Pictures;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * More ways to get on without a second factor that is required: by applications, protected hosts, the commands of the
 * operator, odd requests and races. None works.
 */
class RequiredFactorAttacksTest {
  private static final MailServer MAIL = new MailServer();

  @RegisterExtension static final WholeServer ALLY =
      WholeServer.mailing(MAIL).with("ALLY_TRUSTED_PROXIES", "127.0.0.1,::1");

  private static final String SECURITY = "/settings/security";
  private static final String LINK = SECURITY + "/link";
  private static final String AUTHENTICATORS = SECURITY + "/authenticators";
  private static final String PROFILE = "/settings/profile";
  private static final String OTHER_PASSWORD = "what was chosen by a link";
  /** What the imported hash is of. */
  private static final String THEIRS = "correct horse b\u00e4ttery";
  private static final String RETURN = "https://notes.example.org/callback";
  private static final String HOST = "wiki.example.org";
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)");
  private static final Pattern CODE = Pattern.compile("<li><code>(?:<bdi[^>]*>)?([0-9A-Za-z-]+)");

  private final String group = "g-" + UUID.randomUUID();

  @BeforeAll
  static void register() {
    ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(
        UUID.randomUUID(), new JsonArray()
            .add(new JsonObject().put("id", "notes").put("type", "native").put("consent", "none")
                .put("redirect_uris", new JsonArray().add(RETURN)))
            .add(new JsonObject().put("id", "asking").put("name", "Asking").put("type", "native")
                .put("redirect_uris", new JsonArray().add(RETURN)))
            .add(new JsonObject().put("id", "wiki").put("type", "proxy").put("hosts", new JsonArray().add(HOST)))
            .encode(), false)));
    assertThat(applied.mistakes()).isEmpty();
  }

  @AfterAll
  static void close() {
    MAIL.close();
  }

  @BeforeEach
  void goOn() {
    ALLY.clock.pass(Duration.ofHours(2));
  }

  private void require(boolean required) {
    assertThat(answer(RequireFactor.OPERATION.ask(ALLY.bus(), new RequireFactor(group, required, ""))).outcome())
        .isEqualTo(RequireFactor.Outcome.DONE);
  }

  private SimulatedUser add(SimulatedUser user) {
    assertThat(answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(user.email, group, true))).outcome())
        .isEqualTo(ChangeGroup.Outcome.DONE);
    return user;
  }

  /** Logged in, with nothing required yet. */
  private SimulatedUser free() {
    SimulatedUser ada = add(ALLY.user());
    ada.logIn();
    assertThat(ada.isSignedIn()).isTrue();
    return ada;
  }

  private SimulatedUser held() {
    require(true);
    SimulatedUser ada = add(ALLY.user());
    assertThat(location(ada.logIn())).isEqualTo(SECURITY);
    return ada;
  }

  private SimulatedUser enrolled() {
    SimulatedUser ada = add(ALLY.enrolledUser());
    require(true);
    return ada;
  }

  private static Secret session(Browser browser) {
    return Secret.of(browser.cookies.get("ally_session"));
  }

  private static boolean isFree(Browser browser) {
    return browser.cookies.containsKey("ally_session")
        && answer(FindSession.OPERATION.ask(ALLY.bus(), new FindSession(session(browser)))).person().isPresent();
  }

  private static void assertHeld(Browser browser) {
    assertThat(isFree(browser)).isFalse();
    HttpResponse<String> page = browser.get(PROFILE);
    assertThat(location(page)).as("%d %s", page.statusCode(), page.body()).isEqualTo(SECURITY);
    assertThat(answer(VouchForSession.OPERATION.ask(ALLY.bus(), new VouchForSession(session(browser)))).voucher())
        .isEmpty();
  }

  private static void assertOut(Browser browser) {
    assertThat(isFree(browser)).isFalse();
    assertThat(location(browser.get(PROFILE))).startsWith("/login");
  }

  private static void execute(String sql) {
    ALLY.database().execute(sql);
  }

  private static String ofAccount(SimulatedUser user) {
    return " account_id = (SELECT id FROM account.account WHERE email = '" + user.email + "')";
  }

  /** The ids of its authenticators, as the page of the second one's removal names them. */
  private static List<String> authenticators(SimulatedUser user) {
    return Pattern.compile("replace\\?authenticator=([0-9a-f-]{36})").matcher(user.browser.get(SECURITY).body())
        .results().map(found -> found.group(1)).toList();
  }

  private static void linkAnother(SimulatedUser user) {
    ALLY.clock.pass(Duration.ofMinutes(1));
    user.browser.submit(AUTHENTICATORS + "/add", "name", "second", "totp", user.codeNow());
    Matcher key = KEY.matcher(user.browser.get(LINK).body());
    assertThat(key.find()).isTrue();
    ALLY.clock.pass(Duration.ofMinutes(1));
    String code = new AuthenticatorApp(key.group(1)).codeAt(ALLY.clock.instant());
    assertThat(user.browser.submit(LINK, "totp", code).statusCode()).isEqualTo(303);
    ALLY.clock.pass(Duration.ofMinutes(1));
  }

  @Nested
  class ByApplications {
    private static String authorize(String client, String more) {
      return "/oauth2/authorize?" + Browser.encode(Browser.pairs(
          "client_id", client, "redirect_uri", RETURN, "response_type", "code", "scope", "openid email offline_access",
          "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256")) + more;
    }

    private static String code(SimulatedUser user) {
      String back = location(user.browser.get(authorize("notes", "")));
      assertThat(back).contains("code=");
      return back.replaceAll("^.*[?&]code=|&.*", "");
    }

    private static HttpResponse<String> token(String... fields) {
      Map<String, String> form = Browser.pairs(fields);
      form.put("client_id", "notes");
      return ALLY.browser().post("/oauth2/token", Browser.encode(form));
    }

    private static HttpResponse<String> exchange(String code) {
      return token("grant_type", "authorization_code", "code", code, "redirect_uri", RETURN,
          "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    private static JsonObject tokens(SimulatedUser user) {
      HttpResponse<String> answer = exchange(code(user));
      assertThat(answer.statusCode()).isEqualTo(200);
      return new JsonObject(answer.body());
    }

    private static HttpResponse<String> userInfo(JsonObject tokens) {
      Browser program = ALLY.browser();
      return program.send(program.request("/oauth2/userinfo")
          .header("Authorization", "Bearer " + tokens.getString("access_token")));
    }

    @Test
    void aRefreshTokenFromBefore() {
      SimulatedUser ada = free();
      JsonObject tokens = tokens(ada);
      HttpResponse<String> before = token(
          "grant_type", "refresh_token", "refresh_token", tokens.getString("refresh_token"));
      assertThat(before.statusCode()).isEqualTo(200);
      require(true);
      HttpResponse<String> after = token(
          "grant_type", "refresh_token", "refresh_token", new JsonObject(before.body()).getString("refresh_token"));
      assertThat(after.statusCode()).isEqualTo(400);
      assertThat(after.body()).doesNotContain("access_token", "id_token\"");
    }

    @Test
    void anAccessTokenFromBefore() {
      JsonObject tokens = tokens(free());
      assertThat(userInfo(tokens).statusCode()).isEqualTo(200);
      require(true);
      assertThat(userInfo(tokens).statusCode()).isEqualTo(401);
    }

    @Test
    void aCodeFromBefore() {
      SimulatedUser ada = free();
      String code = code(ada);
      require(true);
      assertThat(exchange(code).statusCode()).isEqualTo(400);
    }

    /** Whatever an application asks for: it gets no code while the session is held. */
    @ParameterizedTest
    @ValueSource(strings = {
      "", "&prompt=none", "&prompt=login", "&prompt=consent", "&prompt=select_account", "&prompt=login+consent",
      "&prompt=create", "&max_age=0", "&max_age=100000", "&acr_values=https%3A%2F%2Frefeds.org%2Fprofile%2Fmfa",
      "&login_hint=ada%40example.org", "&response_mode=form_post", "&response_mode=fragment", "&ui_locales=de"
    })
    void anyAuthorizationRequest(String more) {
      JsonObject hint = tokens(ALLY.enrolledUser());
      SimulatedUser ada = held();
      for (String client : List.of("notes", "asking")) {
        for (String request : List.of(
            authorize(client, more), authorize(client, more + "&id_token_hint=" + hint.getString("id_token")))) {
          HttpResponse<String> answer = ada.browser.get(request);
          assertThat(location(answer) + answer.body()).doesNotContain("code=", "name=\"code\"", "value=\"allow\"");
          HttpResponse<String> posted = ada.browser.post(
              "/oauth2/authorize", request.substring(request.indexOf('?') + 1));
          assertThat(location(posted) + posted.body()).doesNotContain("?code=", "name=\"code\"", "value=\"allow\"");
        }
      }
      assertHeld(ada.browser);
    }

    @Test
    void thePasswordAgainWhereAnApplicationAsksForALogin() {
      SimulatedUser ada = held();
      String login = location(ada.browser.get(authorize("notes", "&prompt=login")));
      HttpResponse<String> page = ada.browser.get(login);
      for (int i = 0; i < 3 && page.statusCode() == 303; i++) {
        page = ada.browser.get(location(page));
      }
      if (page.body().contains("action=\"/login")) {
        ada.browser.submitFrom(page, "/login", "email", ada.email, "password", SimulatedUser.PASSWORD);
      }
      assertHeld(ada.browser);
      assertThat(location(ada.browser.get(authorize("notes", "")))).doesNotContain("code=");
    }

    @Test
    void aConsentThatIsGivenAfterwards() {
      SimulatedUser ada = free();
      HttpResponse<String> parked = ada.browser.get(authorize("asking", ""));
      HttpResponse<String> consent = parked.statusCode() == 303 ? ada.browser.get(location(parked)) : parked;
      assertThat(consent.body()).contains("value=\"allow\"");
      require(true);
      HttpResponse<String> allowed = ada.browser.submitFrom(consent, "/oauth2/authorize", "decision", "allow");
      assertThat(location(allowed) + allowed.body()).doesNotContain("?code=", "&code=");
      assertHeld(ada.browser);
    }

    @Test
    void theListOfApplicationsAndTheEndOfOne() {
      SimulatedUser ada = free();
      tokens(ada);
      require(true);
      assertThat(location(ada.browser.get("/settings/applications"))).isEqualTo(SECURITY);
      ada.browser.submitTo(SECURITY, "/settings/applications", "client", "notes");
      assertThat(ALLY.database().count("account.activity WHERE what LIKE 'APPLICATION_%ENDED' AND" + ofAccount(ada)))
          .isZero();
    }

    @Test
    void theLogoutOfAnApplicationWithATokenFromBefore() {
      SimulatedUser ada = free();
      JsonObject tokens = tokens(ada);
      require(true);
      HttpResponse<String> page =
          ada.browser.get("/oauth2/logout?client_id=notes&id_token_hint=" + tokens.getString("id_token"));
      assertThat(isFree(ada.browser)).isFalse();
      assertThat(ALLY.sessions(ada)).as("ended by nobody but the person").isEqualTo(1);
      ada.browser.submitFrom(page, "/oauth2/logout", "confirm", "yes");
      assertThat(ALLY.sessions(ada)).isZero();
    }
  }

  @Nested
  class ByProtectedHosts {
    private final ProtectedHost wiki = new ProtectedHost(ALLY, HOST);

    @Test
    void aSessionOfTheHostFromBefore() {
      SimulatedUser ada = free();
      String cookie = wiki.logIn(ada);
      assertThat(wiki.check(cookie).statusCode()).isEqualTo(200);
      require(true);
      HttpResponse<String> answer = wiki.check(cookie);
      assertThat(answer.statusCode()).isNotEqualTo(200);
      assertThat(answer.headers().firstValue("Remote-User")).isEmpty();
    }

    @Test
    void aTicketFromBefore() {
      SimulatedUser ada = free();
      ProtectedHost.Ticket ticket = wiki.ticket(ada);
      require(true);
      assertThat(wiki.check(ticket.redeem()).statusCode()).isNotEqualTo(200);
    }

    @Test
    void aLoginOfTheHostWhileHeld() {
      SimulatedUser ada = held();
      HttpResponse<String> answer = ProtectedHost.login(ada, wiki.begin());
      assertThat(location(answer)).startsWith("/login?next=");
      String next = location(ada.browser.get(location(answer)));
      assertThat(next).startsWith(SECURITY + "?next=");
      assertThat(wiki.check("ally_session=" + ada.browser.cookies.get("ally_session")).statusCode()).isNotEqualTo(200);
    }
  }

  @Nested
  class ByTheOperatorsDoings {
    @Test
    void anInvitation() {
      require(true);
      String email = UUID.randomUUID() + "@example.org";
      answer(InviteAccount.OPERATION.ask(ALLY.bus(), new InviteAccount(UUID.randomUUID(), email, "Ada")));
      SimulatedUser ada = add(new SimulatedUser(email, ALLY.browser(), ALLY.clock));
      ada.browser.get(MAIL.awaitLink(email, "Your new account", 1));
      ada.browser.submit("/reset", "new_password", OTHER_PASSWORD);
      assertOut(ada.browser);
      assertThat(location(ada.logIn(OTHER_PASSWORD))).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void aLinkThatTheHelpDeskMails() {
      SimulatedUser ada = held();
      answer(MailResetLink.OPERATION.ask(ALLY.bus(), new MailResetLink(UUID.randomUUID(), ada.email)));
      ada.browser.get(MAIL.awaitLink(ada.email, "Choose a new password", 1));
      ada.browser.submit("/reset", "new_password", OTHER_PASSWORD);
      assertThat(location(ada.logIn(OTHER_PASSWORD))).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void aLockThatIsTakenBack() {
      SimulatedUser ada = held();
      for (boolean locked : new boolean[] {true, false}) {
        answer(LockAccount.OPERATION.ask(ALLY.bus(), new LockAccount(ada.email, locked)));
      }
      assertOut(ada.browser);
      ada.logIn();
      assertHeld(ada.browser);
    }

    @Test
    void anImportedAccountWithoutAnAuthenticatorWhateverItsLineSays() {
      require(true);
      SimulatedUser ada = imported(line -> line.put("second_factor", true));
      assertThat(location(ada.logIn(THEIRS))).isEqualTo(SECURITY);
      assertHeld(ada.browser);
    }

    @Test
    void anImportedAccountWithAnAuthenticatorByItsPasswordAlone() {
      SimulatedUser ada = imported(line -> line.put("authenticators", new JsonArray().add(
          "otpauth://totp/Old:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
      require(true);
      assertThat(location(ada.logIn(THEIRS))).isEqualTo("/login/code");
      assertOut(ada.browser);
      ada.app = new AuthenticatorApp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
      ada.code(ada.codeNow());
      assertThat(isFree(ada.browser)).isTrue();
    }

    private SimulatedUser imported(UnaryOperator<JsonObject> more) {
      String email = UUID.randomUUID() + "@example.org";
      JsonObject line = more.apply(new JsonObject().put("email", email).put("name", "Ada")
          .put("groups", new JsonArray().add(group))
          .put("password_hash", "$2b$05$.y1eiteV..tE67EBJkmCKeAwt1GUzvLGhc2MmI4bAN6aWSyAk0soy"));
      ImportAccounts.Answer answer = answer(ImportAccounts.OPERATION.ask(
          ALLY.bus(), new ImportAccounts(
              UUID.randomUUID(), List.of(new ImportAccounts.Line(1, Secret.of(line.encode()))))));
      assertThat(answer.refused()).isEmpty();
      return new SimulatedUser(email, ALLY.browser(), ALLY.clock);
    }

    @Test
    void aLoginWithACodeWhoseFactorIsTakenAwayMeanwhile() {
      SimulatedUser ada = enrolled();
      ada.browser.forgetLogin();
      assertThat(location(ada.logIn())).isEqualTo("/login/code");
      answer(ResetTwoFactor.OPERATION.ask(ALLY.bus(), new ResetTwoFactor(UUID.randomUUID(), ada.email)));
      ada.code(ada.codeNow());
      assertOut(ada.browser);
    }

    @Test
    void aRecoveryCodeOfAFactorThatWasTakenAway() {
      SimulatedUser ada = add(ALLY.user());
      ada.logIn();
      ada.enrol();
      Matcher code = CODE.matcher(ada.browser.get(SECURITY + "/recovery").body());
      assertThat(code.find()).isTrue();
      require(true);
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.logIn();
      answer(ResetTwoFactor.OPERATION.ask(ALLY.bus(), new ResetTwoFactor(UUID.randomUUID(), ada.email)));
      elsewhere.browser.submit("/login/code", "recovery_code", code.group(1));
      assertOut(elsewhere.browser);
      elsewhere.logIn();
      assertHeld(elsewhere.browser);
      elsewhere.browser.submitTo(SECURITY, SECURITY + "/recovery/saved", "recovery_code", code.group(1));
      assertHeld(elsewhere.browser);
    }

    @Test
    void anotherGroupThatRequiresItLaterOrTheEndOfOneOfTwo() {
      SimulatedUser ada = held();
      String later = "later-" + group;
      execute("INSERT INTO account.group_requirement VALUES ('" + later + "', now() + interval '9 days')");
      answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(ada.email, later, true)));
      assertHeld(ada.browser);
      execute("UPDATE account.group_requirement SET required_from = now() WHERE name = '" + later + "'");
      require(false);
      assertHeld(ada.browser);
    }

    /** What an older version writes, which knows of none of this. */
    @Test
    void aSessionThatAnOlderNodeBegan() {
      SimulatedUser ada = free();
      execute("""
          INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
          SELECT '\\x00', gen_random_uuid(), account_id, address, user_agent, created_at, last_seen_at
          FROM account.session WHERE""" + ofAccount(ada));
      assertThat(ALLY.database().count("account.session WHERE NOT second_factor AND" + ofAccount(ada))).isEqualTo(2);
      execute("UPDATE account.account SET two_factor = NULL WHERE email = '" + ada.email + "'");
      require(true);
      assertHeld(ada.browser);
    }

    /** A code in a session proves nothing once the factor is off, and a new factor does not revive it. */
    @Test
    void aSessionWithACodeOfAFactorThatIsOff() {
      SimulatedUser ada = add(ALLY.enrolledUser());
      SimulatedUser elsewhere = ada.elsewhere();
      elsewhere.app = ada.app;
      elsewhere.logInWithCode();
      ALLY.clock.pass(Duration.ofMinutes(1));
      ada.deactivate(ada.codeNow());
      require(true);
      assertHeld(ada.browser);
      assertOut(elsewhere.browser);
      ada.enrol();
      assertThat(isFree(ada.browser)).isTrue();
      assertOut(elsewhere.browser);
    }
  }

  @Nested
  class ByOddRequests {
    @ParameterizedTest
    @ValueSource(strings = {
      "/settings/profile/", "//settings/profile", "/settings//profile", "/./settings/profile", "/settings/x/../profile",
      "/SETTINGS/PROFILE", "/settings/profile;x=1", "/settings/%70rofile", "/settings%2Fprofile",
      "/settings/profile%20", "/settings/security/../profile", "/settings/security/link/../../profile",
      "/settings/profile?x=/settings/security"
    })
    void anotherSpellingOfAPath(String path) {
      SimulatedUser ada = held();
      HttpResponse<String> answer = ada.browser.get(path);
      assertThat(answer.body()).doesNotContain(ada.email, "new_email");
      assertThat(answer.statusCode()).isNotEqualTo(200);
      assertHeld(ada.browser);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void anotherMethod(String method) {
      SimulatedUser ada = held();
      for (String path : List.of(PROFILE, "/settings/sessions", "/settings/profile/delete", SECURITY + "/password")) {
        HttpResponse<String> answer = ada.browser.send(
            ada.browser.request(path).method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(path).isNotIn(200, 204);
      }
      assertHeld(ada.browser);
    }

    @Test
    void headersThatNameAnotherAddress() {
      SimulatedUser ada = held();
      HttpResponse<String> answer = ada.browser.send(ada.browser.request(SECURITY).headers(
          "X-Original-URL", PROFILE, "X-Rewrite-URL", PROFILE, "X-HTTP-Method-Override", "POST",
          "X-Forwarded-Prefix", PROFILE, "Remote-User", ada.email));
      assertThat(answer.body()).doesNotContain("new_email");
      assertHeld(ada.browser);
    }

    @Test
    void aPictureThatIsUploaded() throws IOException {
      SimulatedUser ada = free();
      upload(ada);
      assertThat(ALLY.database().count("account.picture WHERE" + ofAccount(ada))).isOne();
      execute("DELETE FROM account.picture WHERE" + ofAccount(ada));
      require(true);
      upload(ada);
      assertThat(ALLY.database().count("account.picture WHERE" + ofAccount(ada))).isZero();
      assertHeld(ada.browser);
    }

    private static void upload(SimulatedUser user) throws IOException {
      Buffer form = Buffer.buffer("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n")
          .appendString(user.browser.token(SECURITY))
          .appendString("\r\n--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n")
          .appendString("Content-Type: image/png\r\n\r\n")
          .appendBytes(Pictures.of("png", 40, 40)).appendString("\r\n--x--\r\n");
      user.browser.send(user.browser.request("/settings/profile/picture")
          .headers("Content-Type", "multipart/form-data; boundary=x", "Origin", ALLY.publicUrl().toString())
          .POST(BodyPublishers.ofByteArray(form.getBytes())));
    }

    @Test
    void theKeyOfAnotherAccount() {
      SimulatedUser eve = ALLY.user();
      eve.logIn();
      Map<String, String> ofEve = Browser.hidden(eve.link());
      SimulatedUser ada = held();
      ada.link();
      Map<String, String> form = Browser.hidden(ada.browser.get(LINK));
      form.keySet().stream().filter(name -> !name.equals("csrf") && ofEve.containsKey(name)).toList()
          .forEach(name -> form.put(name, ofEve.get(name)));
      form.put("totp", eve.codeNow());
      ada.browser.post(LINK, Browser.encode(form));
      assertHeld(ada.browser);
      assertThat(ALLY.authenticators(ada)).isZero();
    }

    @Test
    void theCookieOfASessionThatIsHeldInPlaceOfAnother() {
      SimulatedUser ada = held();
      String token = ada.browser.cookies.get("ally_session");
      for (String cookie : List.of("ally_pending", "ally_visitor", "ally_browser", "ally_link")) {
        Browser browser = ALLY.browser().with(cookie, token);
        assertThat(location(browser.get(PROFILE))).startsWith("/login");
        browser.with("ally_session", token);
        assertThat(location(browser.get(PROFILE))).isEqualTo(SECURITY);
      }
    }

    @Test
    void theHelpDesk() {
      require(true);
      SimulatedUser ada = add(ALLY.user());
      answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(ada.email, "operators", true)));
      ada.logIn();
      assertHeld(ada.browser);
      for (String path : List.of("/admin", "/admin?search=a", "/admin/accounts/" + UUID.randomUUID())) {
        assertThat(ada.browser.get(path).statusCode()).isEqualTo(404);
      }
      ada.browser.submitTo(SECURITY, "/admin", "totp", "123456");
      assertHeld(ada.browser);
    }
  }

  @Nested
  class ByRaces {
    private static final int TABS = 4;

    private static <T> List<T> atOnce(int times, IntFunction<T> work) {
      return IntStream.range(0, times).mapToObj(i -> CompletableFuture.supplyAsync(() -> work.apply(i))).toList()
          .stream().map(CompletableFuture::join).toList();
    }

    @Test
    void aLoginWhileTheGroupBeginsToRequireIt() {
      SimulatedUser ada = add(ALLY.user());
      List<SimulatedUser> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        tabs.add(ada.elsewhere());
      }
      atOnce(TABS + 1, i -> {
        if (i == TABS / 2) {
          require(true);
        } else {
          tabs.get(i > TABS / 2 ? i - 1 : i).logIn();
        }
        return i;
      });
      assertNoneIsFree(tabs);
    }

    @Test
    void aLoginWhileTheAccountJoinsTheGroup() {
      require(true);
      SimulatedUser ada = ALLY.user();
      List<SimulatedUser> tabs = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        tabs.add(ada.elsewhere());
      }
      atOnce(TABS + 1, i -> i == TABS / 2 ? add(ada) : tabs.get(i > TABS / 2 ? i - 1 : i).logIn());
      assertNoneIsFree(tabs);
    }

    /** A login may have been refused: those of one account wait for each other. */
    private static void assertNoneIsFree(List<SimulatedUser> tabs) {
      assertThat(tabs).noneMatch(tab -> isFree(tab.browser));
      assertThat(tabs).noneMatch(tab -> tab.browser.get(PROFILE).statusCode() == 200);
    }

    /** Whichever comes first: two-factor is on, or the session is held. */
    @Test
    void theFactorTurnedOffWhileTheGroupBeginsToRequireIt() {
      SimulatedUser ada = add(ALLY.enrolledUser());
      HttpResponse<String> page = ada.browser.get(SECURITY + "/deactivate");
      String code = ada.codeNow();
      atOnce(2, i -> {
        if (i == 0) {
          require(true);
        } else {
          ada.browser.submitFrom(page, SECURITY + "/deactivate", "totp", code);
        }
        return i;
      });
      assertThat(isFree(ada.browser)).isEqualTo(ALLY.authenticators(ada) > 0);
    }

    @Test
    void bothAuthenticatorsRemovedAtOnce() {
      SimulatedUser ada = enrolled();
      linkAnother(ada);
      List<String> both = authenticators(ada);
      assertThat(both).hasSize(2);
      String token = ada.browser.token(SECURITY);
      String code = ada.codeNow();
      ALLY.clock.pass(Duration.ofSeconds(30));
      String next = ada.codeNow();
      atOnce(4, i -> ada.browser.post(AUTHENTICATORS + "/remove", Browser.encode(Browser.pairs(
          "csrf", token, "authenticator", both.get(i % 2), "totp", i < 2 ? code : next))));
      assertThat(ALLY.authenticators(ada)).isPositive();
      ada.browser.submitTo(SECURITY, AUTHENTICATORS + "/remove",
          "authenticator", authenticators(ada).get(0), "totp", ada.codeNow());
      assertThat(ALLY.authenticators(ada)).isPositive();
    }

    @Test
    void theLastAuthenticatorReplacedByOneThatIsNeverLinked() {
      SimulatedUser ada = enrolled();
      String id = authenticators(ada).get(0);
      String replace = AUTHENTICATORS + "/replace?authenticator=" + id;
      ada.browser.submitFrom(ada.browser.get(replace), AUTHENTICATORS + "/replace",
          "authenticator", id, "name", "", "totp", ada.codeNow());
      ada.browser.submitTo(LINK, LINK + "/cancel");
      assertThat(ALLY.authenticators(ada)).isEqualTo(1);
      ada.browser.forgetLogin();
      assertThat(location(ada.logIn())).isEqualTo("/login/code");
    }
  }
}
