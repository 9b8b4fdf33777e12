package dev.ally.harness;

import static dev.ally.harness.Browser.location;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user of Ally: an email address, a password, a browser and, once enrolled, an authenticator app. */
public class SimulatedUser {
  public static final String PASSWORD = "Tr0ub4dor staple zebra";

  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)");

  public final String email;
  public final Browser browser;
  public AuthenticatorApp app;
  private final InstantSource clock;
  private Instant nextCodeAt = Instant.MIN;

  public SimulatedUser(String email, Browser browser, InstantSource clock) {
    this.email = email;
    this.browser = browser;
    this.clock = clock;
  }

  /** Something other than the next page came. */
  public static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public final int status;

    Unexpected(HttpResponse<String> answer) {
      super(answer.request().method() + " " + answer.request().uri().getPath() + ": " + answer.statusCode() + " "
          + location(answer));
      status = answer.statusCode();
    }
  }

  /** The same user at this browser. */
  public SimulatedUser at(Browser other) {
    SimulatedUser same = new SimulatedUser(email, other, clock);
    same.app = app;
    return same;
  }

  /** The same user at a browser that the account does not recognise. */
  public SimulatedUser elsewhere() {
    return at(browser.another());
  }

  public HttpResponse<String> signUp() {
    return browser.submit("/signup", "email", email, "name", "Ada", "password", PASSWORD);
  }

  public HttpResponse<String> logIn(String password) {
    return browser.submit("/login", "email", email, "password", password);
  }

  public HttpResponse<String> logIn() {
    return logIn(PASSWORD);
  }

  /** The second step of a login. */
  public HttpResponse<String> code(String code) {
    return browser.submit("/login/code", "totp", code);
  }

  /** Logs in with both factors, and fails unless that works. */
  public void logInWithCode() {
    logInWithPassword();
    HttpResponse<String> page = expect(200, browser.get("/login/code"));
    HttpResponse<String> answer = expect(303, browser.submitFrom(page, "/login/code", "totp", spendCode()));
    if (location(answer).contains("/login")) {
      throw new Unexpected(answer);
    }
  }

  /** Logs in as far as the page that asks for a code, and fails unless that works. */
  public void logInWithPassword() {
    HttpResponse<String> page = expect(200, browser.get("/login"));
    HttpResponse<String> answer =
        expect(303, browser.submitFrom(page, "/login", "email", email, "password", PASSWORD));
    if (!location(answer).startsWith("/login/code")) {
      throw new Unexpected(answer);
    }
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new Unexpected(answer);
    }
    return answer;
  }

  public HttpResponse<String> logOut() {
    return browser.submitTo("/settings/security", "/logout");
  }

  /** Asks for a key to link; the page that shows it. */
  public HttpResponse<String> link() {
    browser.submit("/settings/security", "method", "authenticator", "password", PASSWORD);
    HttpResponse<String> page = browser.get("/settings/security/link");
    Matcher key = KEY.matcher(page.body());
    if (!key.find()) {
      throw new Unexpected(page);
    }
    app = new AuthenticatorApp(key.group(1));
    return page;
  }

  public HttpResponse<String> confirm(String code) {
    return browser.submit("/settings/security/link", "totp", code);
  }

  /** Links an app with the code that it shows now. */
  public void enrol() {
    link();
    expect(303, confirm(codeNow()));
  }

  public HttpResponse<String> deactivate(String code) {
    return browser.submit("/settings/security/deactivate", "totp", code);
  }

  public String codeNow() {
    return app.codeAt(clock.instant());
  }

  public String wrongCode() {
    return app.wrongCodeAt(clock.instant());
  }

  /** The code that the app shows now, which the user takes for spent from then on. */
  public String spendCode() {
    Instant now = clock.instant();
    nextCodeAt = AuthenticatorApp.nextCodeAfter(now);
    return app.codeAt(now);
  }

  /** When the app shows a code that is not spent. */
  public Instant nextCodeAt() {
    return nextCodeAt;
  }

  public boolean isSignedIn() {
    HttpResponse<String> page = browser.get("/settings/profile");
    return page.statusCode() != 303 && expect(200, page) == page;
  }
}
