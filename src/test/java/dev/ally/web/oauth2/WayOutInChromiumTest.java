package dev.ally.web.oauth2;

import static dev.ally.web.FakeOidc.LOGIN;
import static dev.ally.web.FakeOidc.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ally.contract.oidc.AuthorizationResponse.Mode;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.harness.Chromium;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.web.FakeAccount;
import dev.ally.web.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The way to an application whose callback redirects on, to another origin. Chromium follows no redirect behind a form to
 * where the form's page may not send it.
 */
class WayOutInChromiumTest {
  private static final int WIDTH = 320;

  private static Chromium chromium;
  private static HttpServer application;

  private Site site;
  private Page page;

  @BeforeAll
  static void open() throws IOException {
    chromium = Chromium.open();
    application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    application.createContext("/callback", WayOutInChromiumTest::redirectOn);
    application.createContext("/home", WayOutInChromiumTest::showHome);
    application.start();
  }

  @AfterAll
  static void close() {
    application.stop(0);
    chromium.close();
  }

  @BeforeEach
  void openSite() {
    site = Site.forChromium();
    site.oidc.callback = "http://127.0.0.1:" + application.getAddress().getPort() + "/callback";
  }

  @AfterEach
  void closeSite() {
    page.context().close();
    site.close();
  }

  /** A form stays within its origin, see {@code applications.md}; what comes by a redirect goes on to another one. */
  private static void redirectOn(HttpExchange exchange) throws IOException {
    boolean posted = exchange.getRequestMethod().equals("POST");
    String query = posted
        ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
        : exchange.getRequestURI().getRawQuery();
    String host = posted ? "127.0.0.1" : "localhost";
    exchange.getResponseHeaders().add("Location",
        "http://" + host + ":" + application.getAddress().getPort() + "/home?" + query);
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private static void showHome(HttpExchange exchange) throws IOException {
    byte[] page = "<h1>The application</h1>".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private void browse(boolean javaScript) {
    page = chromium.page(new NewContextOptions().setJavaScriptEnabled(javaScript).setViewportSize(WIDTH, 640));
  }

  private void signIn() {
    page.context().addCookies(List.of(
        new Cookie("ally_session", site.account.session()).setUrl(site.url.toString())));
  }

  private void logIn() {
    page.locator("#email").fill(FakeAccount.EMAIL);
    page.locator("#password").fill(FakeAccount.PASSWORD);
    page.locator("form:has(#email) button[type=submit]").click();
  }

  private void assertArrived(String parameter) {
    page.waitForURL("**/home?**");
    assertThat(page.url()).contains(parameter, "state=s1");
    assertThat(page.locator("h1").textContent()).isEqualTo("The application");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leadsOnAfterALogin(boolean javaScript) {
    browse(javaScript);
    page.navigate(site.url + LOGIN);
    logIn();
    assertArrived("code=c0de");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leadsOnAfterACode(boolean javaScript) {
    site.account.twoFactor = true;
    browse(javaScript);
    page.navigate(site.url + LOGIN);
    logIn();
    page.locator("#totp").fill(FakeAccount.CODE);
    if (!javaScript) {
      page.locator("form:has(#totp) button[data-busy]").click();
    }
    assertArrived("code=c0de");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allow", "deny"})
  void leadsOnAfterADecision(String decision) {
    browse(false);
    signIn();
    site.account.answer(ContinueAuthorization.OPERATION, step(Outcome.CONSENT));
    page.navigate(site.url + LOGIN);
    site.account.answerAsBefore(ContinueAuthorization.OPERATION);
    page.locator("button[value=" + decision + "]").click();
    assertArrived(decision.equals("allow") ? "code=c0de" : "error=access_denied");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leadsOnToAPersonWhoIsLoggedIn(boolean javaScript) {
    browse(javaScript);
    signIn();
    page.navigate(site.url + LOGIN);
    assertArrived("code=c0de");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sendsAFormByItselfOrByItsButton(boolean javaScript) {
    site.oidc.mode = Mode.FORM_POST;
    browse(javaScript);
    page.navigate(site.url + LOGIN);
    logIn();
    if (!javaScript) {
      page.locator("main button").click();
    }
    assertArrived("code=c0de");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leadsOnAfterALogout(boolean javaScript) {
    site.account.answer(BeginLogout.OPERATION,
        new BeginLogout.Answer(BeginLogout.Outcome.ASK, site.oidc.callback + "?bye=1&state=s1", "Grafana"));
    browse(javaScript);
    signIn();
    page.navigate(site.url + "/oauth2/logout");
    page.locator("button[name=confirm]").click();
    assertArrived("bye=1");
  }

  static Collection<String> tags() {
    return Languages.packaged().all().stream().map(Catalogue::tag).toList();
  }

  /** Nothing is cut and nothing scrolls sideways, in any language. */
  @ParameterizedTest
  @MethodSource("tags")
  void fitsTheSmallestPhone(String tag) {
    browse(false);
    page.context().addCookies(List.of(new Cookie("ally_language", tag).setUrl(site.url.toString())));
    page.navigate(site.url + LOGIN);
    assertFits(tag);
    page.navigate(site.url + LOGIN.replace("client_id=grafana", "client_id=eve"));
    assertFits(tag);
    page.navigate(site.url + LOGIN.replace("grafana.example", "evil.example"));
    assertFits(tag);
    signIn();
    for (Outcome outcome : List.of(Outcome.CONSENT, Outcome.NOT_IN_GROUP, Outcome.ENROL, Outcome.EXPIRED)) {
      site.account.answer(ContinueAuthorization.OPERATION, step(outcome));
      page.navigate(site.url + LOGIN);
      assertFits(tag);
    }
    page.navigate(site.url + "/oauth2/logout");
    assertFits(tag);
  }

  private void assertFits(String tag) {
    assertThat(page.locator("html").getAttribute("lang")).as(page.url()).isEqualTo(tag);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).as("%s of %s", page.url(), tag).isEqualTo(WIDTH);
  }
}
