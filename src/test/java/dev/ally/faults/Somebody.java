package dev.ally.faults;

import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody with an account, a browser and a phone, who keeps book of what was acknowledged. One thread at a time.
 *
 * <p>What the server does against its promises is a complaint; what it does not answer is not.
 */
final class Somebody {
  static final String PASSWORD = "correct horse battery";
  /** Far beyond what an answer may take, so that one which never comes is told from one that is late. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern SECRET = Pattern.compile("secret=([A-Z2-7]+)");
  private static final Pattern PROBLEM = Pattern.compile("(That code|The email|Too many|This page)[^<]*");
  private static final String SECURITY = "/settings/security";
  private static final String LINK = SECURITY + "/link";
  private static final String TURN_OFF = SECURITY + "/deactivate";
  private static final int PERIOD_SECONDS = 30;

  /** What the last change that was acknowledged said; UNKNOWN: one was begun since, and never answered. */
  enum Factor { ON, OFF, UNKNOWN }

  final String email;
  private final String address;
  private final URI url;
  private final LoadedServer town;
  private final Random random;
  private final Set<String> submitted = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();
  private int logInsWithACode;
  private Browser browser;
  private boolean signedIn;
  /** The password was right, and every code of the window had been sent before. */
  private boolean waitsForACode;
  private volatile Factor factor = Factor.OFF;
  private AuthenticatorApp app;
  private long lastStep;
  /** A key that may have been confirmed, since nobody said: the phone keeps it beside a newer one. */
  private AuthenticatorApp earlier;
  private long lastStepOfEarlier;
  private String refusal = "";

  Somebody(int number, LoadedServer town) {
    this.email = "somebody" + number + "@example.org";
    this.address = "10.1." + number / 250 + "." + (number % 250 + 1);
    this.town = town;
    this.url = URI.create(town.url());
    this.random = new Random(number);
    this.browser = new Browser(url, url);
  }

  /** Not answered, or with 503. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(Throwable cause) {
      super(cause);
    }
  }

  Factor factor() {
    return factor;
  }

  /** How many codes were sent with a login. */
  int codesSubmitted() {
    return submitted.size();
  }

  int logInsWithACode() {
    return logInsWithACode;
  }

  /** Whether a password and, where the phone has one that was never sent, a code open what they should. */
  boolean canLogIn() {
    return logIn() || waitsForACode;
  }

  /** What the last login ended with that did not open what it should. */
  String refusal() {
    return refusal;
  }

  /** Asks again until it is answered; one that was done unanswered is seen by logging in. */
  void signUp() {
    for (int attempt = 0; attempt < 20 && !signedIn; attempt++) {
      try {
        HttpResponse<String> answer =
            submit(browser, "/signup", "email", email, "name", "Somebody", "password", PASSWORD);
        signedIn = answer.statusCode() == 303 || logIn();
      } catch (Unanswered later) {
        signedIn = false;
      }
    }
    require(signedIn, "could not sign up");
  }

  /** Does whatever comes next: logs in or out, turns two-factor on or off; somebody else guesses the password. */
  void live() {
    if (random.nextInt(10) == 0) {
      beAttacked("203.0.113.66");
    }
    if (!signedIn) {
      logIn();
    } else if (random.nextInt(3) == 0) {
      logOut();
    } else {
      switchOver();
    }
  }

  /** Turns it on where it is off, and off where it is on. */
  void switchOver() {
    if (!signedIn && !logIn()) {
      return;
    }
    HttpResponse<String> page = get(browser, TURN_OFF);
    if (page.statusCode() == 200) {
      turnOff(page);
    } else if (Browser.location(page).startsWith(SECURITY)) {
      turnOn();
    } else {
      signedIn = false;
    }
  }

  private void turnOn() {
    require(factor != Factor.ON, "two-factor was on, and is off");
    HttpResponse<String> begun = submit(browser, SECURITY, "password", PASSWORD, "method", "authenticator");
    if (!Browser.location(begun).equals(LINK)) {
      return;
    }
    HttpResponse<String> page = get(browser, LINK);
    Matcher secret = SECRET.matcher(page.body());
    if (page.statusCode() != 200 || !secret.find()) {
      return;
    }
    AuthenticatorApp shown = new AuthenticatorApp(secret.group(1));
    if (app == null || !app.equals(shown)) {
      earlier = factor == Factor.UNKNOWN ? app : null;
      lastStepOfEarlier = lastStep;
      app = shown;
      lastStep = 0;
    }
    change(LINK, page, Factor.ON);
  }

  private void turnOff(HttpResponse<String> page) {
    require(factor != Factor.OFF, "two-factor was off, and is on");
    change(TURN_OFF, page, Factor.OFF);
  }

  private void change(String path, HttpResponse<String> page, Factor to) {
    OptionalLong step = freshStep();
    if (step.isEmpty()) {
      return;
    }
    Factor before = factor;
    factor = Factor.UNKNOWN;
    HttpResponse<String> answer = post(browser, path, page, "totp", code(step.getAsLong()));
    if (Browser.location(answer).startsWith(SECURITY)) {
      require(accepted.add(name(step.getAsLong())), "a step was taken twice: " + name(step.getAsLong()));
      factor = to;
      town.changed();
    } else if (answer.statusCode() == 422) {
      factor = before;
      takeEarlierKey();
    }
  }

  private void logOut() {
    HttpResponse<String> answer = submit(browser, "/settings/security", "/logout");
    if (answer.statusCode() == 303) {
      signedIn = false;
    }
  }

  /** Whether it ended in a session. */
  boolean logIn() {
    signedIn = false;
    waitsForACode = false;
    browser = withoutSession();
    HttpResponse<String> first = submit(browser, "/login", "email", email, "password", PASSWORD);
    if (first.statusCode() != 303) {
      refusal = told("/login", first);
      return false;
    }
    if (!Browser.location(first).startsWith("/login/code")) {
      require(factor != Factor.ON, "a login without a code");
      signedIn = true;
      return true;
    }
    require(factor != Factor.OFF, "a login asked for a code, and two-factor is off");
    OptionalLong step = freshStep();
    if (step.isEmpty()) {
      waitsForACode = true;
      return false;
    }
    submitted.add(name(step.getAsLong()));
    HttpResponse<String> second = submit(browser, "/login/code", "totp", code(step.getAsLong()));
    signedIn = second.statusCode() == 303 && !Browser.location(second).startsWith("/login");
    if (signedIn) {
      require(accepted.add(name(step.getAsLong())), "a step was taken twice: " + name(step.getAsLong()));
      logInsWithACode++;
      town.signedIn();
      return true;
    }
    refusal = told("/login/code", second);
    return takeEarlierKey() && logIn();
  }

  private static String told(String where, HttpResponse<String> answer) {
    Matcher problem = PROBLEM.matcher(answer.body());
    return where + " answered " + answer.statusCode() + " " + Browser.location(answer)
        + (problem.find() ? problem.group() : "");
  }

  /** Whether the phone has another key to try, whose codes are shown from now on. */
  private boolean takeEarlierKey() {
    if (earlier == null) {
      return false;
    }
    app = earlier;
    lastStep = lastStepOfEarlier;
    earlier = null;
    return true;
  }

  /** Sends every code that was taken before and would still be in the window, once more: none may open anything. */
  void replay() {
    long present = Instant.now().getEpochSecond() / PERIOD_SECONDS;
    for (long step = present - 1; app != null && factor == Factor.ON && step <= present + 1; step++) {
      if (accepted.contains(name(step))) {
        Browser other = withoutSession();
        HttpResponse<String> first = submit(other, "/login", "email", email, "password", PASSWORD);
        HttpResponse<String> second = submit(other, "/login/code", "totp", code(step));
        require(first.statusCode() != 303 || second.statusCode() == 422,
            "a code that was spent was answered with " + second.statusCode());
      }
    }
  }

  /** Guesses this person's password, from elsewhere. */
  void beAttacked(String from) {
    Browser stranger = new Browser(url, url);
    HttpResponse<String> page = send(stranger, stranger.request("/login").GET(), from, true);
    Map<String, String> fields = new LinkedHashMap<>(Browser.hidden(page));
    fields.putAll(Browser.pairs("email", email, "password", "not the password"));
    HttpResponse<String> answer = send(stranger, form(stranger, "/login", fields), from, false);
    require(answer.statusCode() != 303, "a wrong password was taken");
  }

  /** The same browser, as its account knows it, in which nobody is signed in. */
  private Browser withoutSession() {
    Browser other = new Browser(url, url);
    other.cookies.putAll(browser.cookies);
    other.cookies.remove("ally_session");
    other.cookies.remove("ally_pending");
    return other;
  }

  private String name(long step) {
    return app.base32() + " " + step;
  }

  private String code(long step) {
    return app.codeAt(Instant.ofEpochSecond(step * PERIOD_SECONDS));
  }

  /** A step in the window whose code was never sent. */
  private OptionalLong freshStep() {
    long now = Instant.now().getEpochSecond();
    long present = now / PERIOD_SECONDS;
    boolean endsSoon = now % PERIOD_SECONDS > PERIOD_SECONDS / 2;
    long step = Math.max(lastStep + 1, endsSoon ? present : present - 1);
    if (step > present + 1) {
      return OptionalLong.empty();
    }
    lastStep = step;
    return OptionalLong.of(step);
  }

  private HttpResponse<String> get(Browser from, String path) {
    return send(from, from.request(path).GET(), address, true);
  }

  private HttpResponse<String> submit(Browser from, String page, String... fields) {
    return fields.length == 1
        ? post(from, fields[0], get(from, page))
        : post(from, page, get(from, page), fields);
  }

  private HttpResponse<String> post(Browser from, String path, HttpResponse<String> page, String... fields) {
    Map<String, String> all = new LinkedHashMap<>(Browser.hidden(page));
    all.putAll(Browser.pairs(fields));
    return send(from, form(from, path, all), address, false);
  }

  private java.net.http.HttpRequest.Builder form(Browser from, String path, Map<String, String> fields) {
    return from.request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", url.toString())
        .POST(BodyPublishers.ofString(Browser.encode(fields)));
  }

  private HttpResponse<String> send(
      Browser from, java.net.http.HttpRequest.Builder request, String forwardedFor, boolean reads) {
    boolean away = town.isDatabaseAway();
    HttpResponse<String> answer;
    try {
      answer = from.send(request.timeout(PATIENCE).header("X-Forwarded-For", forwardedFor));
    } catch (IllegalStateException e) {
      throw new Unanswered(e);
    }
    String what = answer.request().method() + " " + answer.request().uri().getPath() + " was answered with "
        + answer.statusCode();
    require(answer.statusCode() < 500 || answer.statusCode() == 503, what);
    if (answer.statusCode() == 503) {
      require(answer.headers().firstValue("Retry-After").isPresent(), what + " without Retry-After");
      town.unavailable();
      throw new Unanswered(null);
    }
    require(reads || !away || !town.isDatabaseAway(), what + " without a database");
    return answer;
  }

  private void require(boolean so, String complaint) {
    if (!so) {
      town.complain(email + ": " + complaint);
    }
  }
}
