package dev.ally.web;

import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Failed;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.harness.Browser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every answer has in common, whatever was asked. */
class AnswersTest {
  private final Site site = Site.open();
  private final Browser browser = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void showTheMenuToAPersonOnThePageOfARefusal() {
    Browser ada = site.signedIn();
    assertThat(ada.get("/nowhere").body()).contains("<h1>Page not found</h1>", "popovertarget=\"menu\"");
    assertThat(ada.post("/settings/security", "method=none").body())
        .contains("<h1>This form was not accepted</h1>", "action=\"/logout\"");
    site.account.sessions.clear();
    assertThat(ada.get("/nowhere").body()).doesNotContain("popovertarget");
  }

  @Test
  void haveAnIconAndRobotsAtTheUsualPaths() {
    HttpResponse<String> icon = site.browser().get("/favicon.ico");
    assertThat(icon.headers().firstValue("Content-Type")).contains("image/svg+xml");
    assertThat(icon.body()).startsWith("<svg");
    assertThat(site.browser().get("/robots.txt").body()).isEqualTo("User-agent: *\nDisallow:\n");
  }

  @Test
  void bearTheHeadersOfSecurity() {
    for (String path : List.of(
        "/", "/login", "/nowhere", "/static/ally.css", "/static/nowhere.css", "/settings/profile", "/logout")) {
      HttpResponse<String> answer = browser.get(path);

      assertThat(header(answer, "Content-Security-Policy")).as(path).isEqualTo(
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
              + "frame-ancestors 'none'; base-uri 'none'; connect-src " + site.publicUrl + "/robots.txt");
      assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
      assertThat(header(answer, "Strict-Transport-Security")).isEmpty();
      assertThat(header(answer, "Server")).isEmpty();
    }
  }

  @Test
  void areKeptByNobody() {
    Browser ada = site.signedIn();

    for (String path : List.of(
        "/", "/settings/profile", "/settings/security", "/settings/sessions", "/settings/activity", "/login", "/nowhere", "/settings")) {
      assertThat(header(ada.get(path), "Cache-Control")).as(path).isEqualTo("no-store");
    }
    assertThat(header(browser.get("/login"), "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void setCookiesThatNoScriptReads() {
    browser.get("/login");

    HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(answer.headers().allValues("set-cookie")).hasSize(3).allSatisfy(cookie -> assertThat(cookie)
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax").doesNotContain("Secure", "Domain"));
    assertThat(answer.headers().allValues("set-cookie"))
        .anyMatch(cookie -> cookie.startsWith("ally_session=") && !cookie.contains("Max-Age"))
        .anyMatch(cookie -> cookie.startsWith("ally_browser=") && cookie.contains("Max-Age=34560000"));
  }

  @Test
  void areMeantForHttpsAloneWhereThatIsThePublicAddress() {
    try (Site https = Site.behindHttps()) {
      Browser browser = https.browser();
      HttpResponse<String> page = browser.get("/login");
      HttpResponse<String> answer = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

      assertThat(header(page, "Strict-Transport-Security")).startsWith("max-age=");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().allValues("set-cookie")).isNotEmpty().allSatisfy(cookie -> assertThat(cookie)
          .startsWith("__Host-ally_").contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"));
    }
  }

  @Test
  void countAGarbledCookieAsNone() {
    List<String> garbage = List.of("x", "\"", "a=b=c", "é", "x".repeat(42), "x".repeat(7000), "<script>", "%00", "");

    for (String value : garbage) {
      for (String name : List.of("ally_session", "ally_pending", "ally_visitor", "ally_browser", "ally_flash")) {
        Browser browser = site.browser().with(name, value);
        assertThat(browser.get("/").statusCode()).as(name + "=" + value).isEqualTo(200);
        assertThat(browser.get("/settings/security").statusCode()).isEqualTo(303);
        assertThat(site.browser().with(name, value).submit("/login", "email", "a", "password", "b").statusCode())
            .isEqualTo(422);
      }
    }
  }

  @Test
  void trustACookieInNeitherOfTwoValues() {
    Browser ada = site.browser().with("ally_session", site.account.session() + "; ally_session=" + "x".repeat(43));

    assertThat(ada.get("/settings/profile").statusCode()).isEqualTo(303);
  }

  @Test
  void goWithoutABodyToHead() {
    HttpResponse<String> get = browser.get("/login");
    HttpResponse<String> head = browser.send(browser.request("/login").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
  }

  @Test
  void sayWhichMethodsThereAre() {
    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")) {
      HttpResponse<String> answer = browser.send(browser.request("/login").method(method,
      BodyPublishers.noBody()));

      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD, POST");
    }
    assertThat(header(browser.post("/", ""), "Allow")).isEqualTo("GET, HEAD");
    assertThat(header(browser.get("/logout"), "Allow")).isEqualTo("POST");
  }

  /** The page of a refused form has that address, and is opened again by a reload or another language. */
  @Test
  void leadFromWhereAFormGoesToItsPage() {
    Browser ada = site.signedIn();
    List<String> others = List.of("/logout", "/language");
    assertThat(Addresses.ofForms()).containsAll(others);
    for (String path : Addresses.ofForms()) {
      assertThat(ada.get(path).statusCode() == 405).as(path).isEqualTo(others.contains(path));
    }
  }

  @Test
  void sayThatThereIsNoSuchPage() {
    for (String path : List.of(
        "/nowhere", "/static/", "/static/..%2f..%2fdb/totp/V1__authenticators.sql", "/login/code/x",
        "/%2e%2e/etc/passwd")) {
      HttpResponse<String> answer = browser.get(path);

      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).contains("Page not found", "<a href=\"/\">");
    }
  }

  @Test
  void askToComeBackLaterWhenAccountIsAway() {
    Browser ada = site.signedIn();
    site.account.fail(FindSession.OPERATION, new Unavailable("away", Duration.ofMillis(4_200)));
    site.account.fail(LogIn.OPERATION, new Unavailable("away", Duration.ZERO));

    HttpResponse<String> shown = ada.get("/settings/profile");
    HttpResponse<String> sent = browser.submit("/login", "email", EMAIL, "password", PASSWORD);

    assertThat(shown.statusCode()).isEqualTo(503).isEqualTo(sent.statusCode());
    assertThat(header(shown, "Retry-After")).isEqualTo("5");
    assertThat(header(sent, "Retry-After")).isEqualTo("1");
    assertThat(shown.body()).contains("Please try again in a moment").doesNotContain("away");
  }

  @Test
  void askToComeBackLaterAfterTooManyChanges() {
    Browser ada = site.signedIn();
    site.account.fail(ChangeName.OPERATION, new TooMany(Duration.ofMinutes(59)));

    HttpResponse<String> answer = ada.submit("/settings/profile", "name", "Grace");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(header(answer, "Retry-After")).isEqualTo("3540");
    assertThat(answer.body()).contains("Too many changes", "Nothing was changed");
  }

  @Test
  void tellNothingOfADefect() {
    Browser ada = site.signedIn();
    site.account.fail(FindSession.OPERATION, new Failed("account.session.v1"));

    HttpResponse<String> answer = ada.get("/settings/profile");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("Something went wrong")
        .doesNotContain("account.session", "Exception", "at dev.");
  }

  @Test
  void refuseHeadersAndAddressesWithoutEnd() {
    assertThat(browser.send(browser.request("/login").header("X-Much", "x".repeat(20_000)).GET()).statusCode())
        .isEqualTo(431);
    assertThat(browser.get("/login?next=/" + "x".repeat(9_000)).statusCode()).isEqualTo(414);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
