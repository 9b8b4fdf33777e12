package dev.ally.faults;

import static dev.ally.harness.Browser.location;

import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user who records what was acknowledged and checks each answer against it. One thread at a time.
 *
 * <p>What the server does against its promises is a complaint; what it does not answer is not.
 */
final class CheckedUser extends SimulatedUser {
  private static final Pattern PROBLEM = Pattern.compile("(That code|The email|Too many|This page)[^<]*");
  private static final String SECURITY = "/settings/security";
  private static final String LINK = SECURITY + "/link";
  private static final String TURN_OFF = SECURITY + "/deactivate";
  private static final int PERIOD_SECONDS = 30;

  /** What the last change that was acknowledged said; UNKNOWN: one was begun since, and never answered. */
  enum Factor { ON, OFF, UNKNOWN }

  private final LoadedServer server;
  private final Random random;
  private final Set<String> submitted = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();
  private int logInsWithACode;
  private boolean signedIn;
  /** The password was right, and every code of the window had been sent before. */
  private boolean waitsForACode;
  private volatile Factor factor = Factor.OFF;
  private long lastStep;
  /** A key that may have been confirmed in a change that was not answered: the app keeps it beside a newer one. */
  private AuthenticatorApp earlier;
  private long lastStepOfEarlier;
  private String refusal = "";

  CheckedUser(int number, LoadedServer server) {
    this(number, "user" + number + "@example.org", server);
  }

  private CheckedUser(int number, String email, LoadedServer server) {
    super(
        email, new CheckedBrowser(server, email, "10.1." + number / 250 + "." + (number % 250 + 1)),
        Clock.systemUTC());
    this.server = server;
    this.random = new Random(number);
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

  /** Whether a password and, where the app has one that was never sent, a code open what they should. */
  boolean canLogIn() {
    return tryToLogIn() || waitsForACode;
  }

  /** What the last login ended with that did not open what it should. */
  String refusal() {
    return refusal;
  }

  /** Asks again until it is answered; a sign-up that was done unanswered is seen by logging in. */
  void register() {
    for (int attempt = 0; attempt < 20 && !signedIn; attempt++) {
      try {
        signedIn = signUp().statusCode() == 303 || tryToLogIn();
      } catch (CheckedBrowser.Unanswered later) {
        signedIn = false;
      }
    }
    require(signedIn, "could not sign up");
  }

  /** Logs in or out or turns two-factor on or off, whatever comes next; an attacker guesses the password. */
  void live() {
    if (random.nextInt(10) == 0) {
      beAttacked();
    }
    if (!signedIn) {
      tryToLogIn();
    } else if (random.nextInt(3) == 0) {
      signedIn = logOut().statusCode() != 303;
    } else {
      switchOver();
    }
  }

  /** Turns it on where it is off, and off where it is on. */
  void switchOver() {
    if (!signedIn && !tryToLogIn()) {
      return;
    }
    HttpResponse<String> page = browser.get(TURN_OFF);
    if (page.statusCode() == 200) {
      turnOff(page);
    } else if (location(page).startsWith(SECURITY)) {
      turnOn();
    } else {
      signedIn = false;
    }
  }

  private void turnOn() {
    require(factor != Factor.ON, "two-factor was on, and is off");
    AuthenticatorApp before = app;
    HttpResponse<String> page;
    try {
      page = link();
    } catch (Unexpected noKey) {
      return;
    }
    if (!app.equals(before)) {
      earlier = factor == Factor.UNKNOWN ? before : null;
      lastStepOfEarlier = lastStep;
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
    HttpResponse<String> answer = browser.submitFrom(page, path, "totp", codeOf(step.getAsLong()));
    if (location(answer).startsWith(SECURITY)) {
      require(accepted.add(name(step.getAsLong())), "a step was taken twice: " + name(step.getAsLong()));
      factor = to;
      server.changed();
    } else if (answer.statusCode() == 422) {
      factor = before;
      takeEarlierKey();
    }
  }

  /** Whether it ended in a session. */
  boolean tryToLogIn() {
    signedIn = false;
    waitsForACode = false;
    browser.forgetLogin();
    HttpResponse<String> first = logIn();
    if (first.statusCode() != 303) {
      refusal = told("/login", first);
      return false;
    }
    if (!location(first).startsWith("/login/code")) {
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
    HttpResponse<String> second = code(codeOf(step.getAsLong()));
    signedIn = second.statusCode() == 303 && !location(second).startsWith("/login");
    if (signedIn) {
      require(accepted.add(name(step.getAsLong())), "a step was taken twice: " + name(step.getAsLong()));
      logInsWithACode++;
      server.signedIn();
      return true;
    }
    refusal = told("/login/code", second);
    return takeEarlierKey() && tryToLogIn();
  }

  private static String told(String where, HttpResponse<String> answer) {
    Matcher problem = PROBLEM.matcher(answer.body());
    return where + " answered " + answer.statusCode() + " " + location(answer)
        + (problem.find() ? problem.group() : "");
  }

  /** Whether the app has another key to try, whose codes are shown from now on. */
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
        SimulatedUser again = at(recognisedBrowser());
        HttpResponse<String> first = again.logIn();
        HttpResponse<String> second = again.code(codeOf(step));
        require(first.statusCode() != 303 || second.statusCode() == 422,
            "a code that was spent was answered with " + second.statusCode());
      }
    }
  }

  /** An attacker guesses this user's password, from elsewhere. */
  void beAttacked() {
    SimulatedUser attacker = at(new CheckedBrowser(server, email, "203.0.113.66"));
    require(attacker.logIn("not the password").statusCode() != 303, "a wrong password was taken");
  }

  /** Another browser that the account recognises. */
  private Browser recognisedBrowser() {
    Browser other = browser.another();
    other.cookies.putAll(browser.cookies);
    other.forgetLogin();
    return other;
  }

  private String name(long step) {
    return app.base32() + " " + step;
  }

  private String codeOf(long step) {
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

  private void require(boolean so, String complaint) {
    if (!so) {
      server.complain(email + ": " + complaint);
    }
  }
}
