package dev.ally;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.BrowserApplication;
import dev.ally.harness.Chromium;
import dev.ally.harness.NodeApplication;
import dev.ally.harness.Ports;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications of others, by openid-client and oidc-client-ts, log people in through all pages, in Chromium. */
class RelyingPartyTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.inBrowsers();

  private static final String MFA = "https://refeds.org/profile/mfa";

  private static Chromium chromium;
  private static NodeApplication application;
  private static NodeApplication strict;
  private static BrowserApplication script;

  private Page page;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    application = application("plain", "as_account");
    strict = application("strict", "required");
    script = browserApplication();
  }

  @AfterAll
  static void close() {
    chromium.close();
    application.close();
    strict.close();
    script.close();
  }

  @AfterEach
  void leave() {
    if (page != null) {
      page.context().close();
    }
  }

  /** Its library knows no clock but the machine's. */
  private static void setClock() {
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static NodeApplication application(String id, String secondFactor) {
    int port = Ports.free();
    Secret secret = register(port, new JsonObject().put("id", id).put("second_factor", secondFactor));
    return NodeApplication.start(port, ALLY.publicUrl().toString(), id, secret.revealText());
  }

  private static BrowserApplication browserApplication() {
    int port = Ports.free();
    register(port, new JsonObject().put("id", "script").put("type", "browser"));
    return BrowserApplication.start(port, ALLY.publicUrl().toString(), "script");
  }

  /** @return its secret; empty: it has none */
  private static Secret register(int port, JsonObject client) {
    String url = "http://127.0.0.1:" + port;
    String file = new JsonArray().add(client.put("name", "Notes")
        .put("redirect_uris", new JsonArray().add(url + "/callback"))
        .put("post_logout_redirect_uris", new JsonArray().add(url + "/bye"))).encode();
    ApplyClients.Answer applied =
        answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(UUID.randomUUID(), file, false)));
    assertThat(applied.mistakes()).isEmpty();
    return applied.applied().get(0).secret();
  }

  private static SimulatedUser enrolled() {
    setClock();
    ALLY.clock.pass(Duration.ofMinutes(-5));
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    ada.enrol();
    setClock();
    return ada;
  }

  private void browse(boolean javaScript) {
    page = chromium.page(new NewContextOptions().setViewportSize(360, 740).setJavaScriptEnabled(javaScript));
  }

  private void logIn(SimulatedUser person) {
    page.locator("#email").fill(person.email);
    page.locator("#password").fill(SimulatedUser.PASSWORD);
    page.locator("form:has(#email) button[type=submit]").click();
  }

  private JsonObject shown() {
    return new JsonObject(page.locator("body").textContent());
  }

  private JsonObject ask(String path) {
    page.navigate(application.url() + path);
    return shown();
  }

  private void allow() {
    assertThat(page.locator("h1").textContent()).isEqualTo("Log in to Notes?");
    page.locator("button[value=allow]").click();
    page.waitForURL("**/home");
  }

  /** What a promise of the application's script comes to. */
  private Map<?, ?> run(String script) {
    return (Map<?, ?>) page.evaluate(script);
  }

  @Test
  void logInWithBothFactorsAndUseTheTokens() {
    SimulatedUser ada = enrolled();
    browse(true);
    page.navigate(application.url() + "/login?acr_values=" + MFA);
    assertThat(page.locator("main").textContent()).contains("You’ll continue to Notes.");
    logIn(ada);
    page.waitForURL("**/login/code*");
    page.locator("#totp").fill(ada.codeNow());
    page.waitForURL("**/oauth2/authorize*");
    allow();
    JsonObject home = shown();
    JsonObject claims = home.getJsonObject("claims");
    assertThat(claims.getString("iss")).isEqualTo(ALLY.publicUrl().toString());
    assertThat(claims.getString("acr")).isEqualTo(MFA);
    assertThat(claims.getJsonArray("amr")).contains("pwd", "otp", "mfa");
    assertThat(home.getInteger("expires")).isEqualTo(300);
    JsonObject userInfo = ask("/userinfo");
    assertThat(userInfo.getString("sub")).isEqualTo(claims.getString("sub"));
    assertThat(userInfo.getString("email")).isEqualTo(ada.email);
    assertThat(userInfo.getString("name")).isEqualTo("Ada");
    assertThat(ask("/introspect").getBoolean("active")).isTrue();
    assertThat(ask("/refresh").getBoolean("same")).isTrue();
    assertThat(ask("/userinfo").getString("email")).isEqualTo(ada.email);
    assertThat(ask("/logout").getString("bye")).isEqualTo("bye");
    page.navigate(ALLY.publicUrl() + "/settings/profile");
    assertThat(page.url()).contains("/login");
  }

  @Test
  void runInTheBrowserAlone() {
    SimulatedUser ada = enrolled();
    browse(true);
    page.navigate(script.url());
    page.evaluate("() => { manager.signinRedirect({prompt: 'consent', acr_values: '" + MFA + "'}); }");
    page.waitForURL("**/login?**");
    logIn(ada);
    page.waitForURL("**/login/code*");
    page.locator("#totp").fill(ada.codeNow());
    page.waitForURL("**/oauth2/authorize*");
    assertThat(page.locator("h1").textContent()).isEqualTo("Log in to Notes?");
    page.locator("button[value=allow]").click();
    page.waitForURL("**/callback?**");
    Map<?, ?> user = run("manager.signinCallback().then(user => ({...user.profile, token: user.access_token}))");
    assertThat(user.get("acr")).isEqualTo(MFA);
    assertThat(user.get("email")).as("from the userinfo endpoint").isEqualTo(ada.email);
    Map<?, ?> refreshed = run("manager.signinSilent().then(user => ({...user.profile, token: user.access_token}))");
    assertThat(refreshed.get("sub")).isEqualTo(user.get("sub"));
    assertThat(refreshed.get("email")).isEqualTo(ada.email);
    assertThat(refreshed.get("token")).isNotEqualTo(user.get("token"));
    page.evaluate("() => { manager.signoutRedirect({state: 'bye'}); }");
    page.waitForURL("**/bye?**");
    assertThat(run("manager.signoutCallback()").get("userState")).isEqualTo("bye");
    page.navigate(ALLY.publicUrl() + "/settings/profile");
    assertThat(page.url()).contains("/login");
  }

  @Test
  void revokeATokenWithAllThatCameOfIt() {
    SimulatedUser ada = ALLY.user();
    setClock();
    browse(true);
    page.navigate(application.url() + "/login");
    logIn(ada);
    allow();
    ask("/revoke");
    assertThat(ask("/refresh").getString("error")).isEqualTo("invalid_grant");
  }

  @Test
  void getTheirAnswerByAFormWithAndWithoutScript() {
    for (boolean javaScript : new boolean[] {true, false}) {
      SimulatedUser ada = ALLY.user();
      setClock();
      browse(javaScript);
      page.navigate(application.url() + "/login?response_mode=form_post");
      logIn(ada);
      assertThat(page.locator("h1").textContent()).isEqualTo("Log in to Notes?");
      page.locator("button[value=allow]").click();
      if (!javaScript) {
        page.locator("form[action^='http://127.0.0.1'] button").click();
      }
      page.waitForURL("**/home");
      assertThat(shown().getJsonObject("claims").getString("acr")).isEqualTo("https://refeds.org/profile/sfa");
      page.context().close();
    }
  }

  @Test
  void pushTheirRequestBeforehand() {
    SimulatedUser ada = ALLY.user();
    setClock();
    browse(false);
    page.navigate(application.url() + "/login-pushed");
    logIn(ada);
    allow();
    assertThat(shown().getString("scope")).contains("offline_access");
  }

  @Test
  void areToldThatAPersonWentBack() {
    setClock();
    browse(true);
    page.navigate(application.url() + "/login");
    page.locator("button[value=leave]").click();
    page.waitForURL("**/callback*");
    assertThat(shown().getString("error")).isEqualTo("access_denied");
  }

  @Test
  void haveSomebodyLinkAnAppWhoHasNone() {
    SimulatedUser ada = ALLY.user();
    setClock();
    browse(false);
    page.navigate(strict.url() + "/login");
    logIn(ada);
    assertThat(page.locator("main").textContent()).contains("Notes asks for two-factor authentication.");
    page.locator("#password").fill(SimulatedUser.PASSWORD);
    page.locator("form:has(#method) button[type=submit]").click();
    String uri = page.locator("a[href^='otpauth:']").getAttribute("href");
    AuthenticatorApp app = new AuthenticatorApp(uri.replaceAll(".*secret=([A-Z2-7]+).*", "$1"));
    page.locator("#totp").fill(app.codeAt(ALLY.clock.instant()));
    page.locator("form:has(#totp) button[type=submit]").click();
    page.locator("main a[href^='/oauth2/authorize']").click();
    allow();
    assertThat(shown().getJsonObject("claims").getString("acr")).isEqualTo(MFA);
  }
}
