package dev.ally.benchmark;

import dev.ally.benchmark.Tally.Step;
import dev.ally.harness.Answers;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many people who log in at the same moment, each once and from an address of its own, while others read pages.
 *
 * @param seconds until the last of them was logged in or refused
 */
record Burst(int count, double seconds, Tally tally) {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Duration RAMP = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  /** Of a burst that is larger than any queue, so many sit at browsers that their accounts know. */
  private static final int KNOWN_OF_MANY = 100;
  private static final int MANY = 1_000;

  static Burst of(int count, Driver driver) throws InterruptedException {
    int known = count >= MANY ? KNOWN_OF_MANY : 0;
    startLooking(driver);
    Thread.sleep(RAMP.toMillis());
    driver.next();
    List<Future<Void>> logins = new ArrayList<>();
    long began = System.nanoTime();
    driver.on(() -> {
      for (int i = 0; i < count; i++) {
        logins.add(logIn(driver, i, i < known, began));
      }
    });
    Answers.answer(Future.join(logins).otherwiseEmpty(), PATIENCE);
    double seconds = (System.nanoTime() - began) / 1e9;
    Tally tally = driver.next();
    driver.end();
    return new Burst(count, seconds, tally);
  }

  private static Future<Void> logIn(Driver driver, int number, boolean known, long dueNanos) {
    SimulatedUser user = driver.user(known);
    String address = "10.0." + number / 250 + "." + (number % 250 + 1);
    return driver.logIn(user, Driver.isRecognised(user), driver.visit(user, number, false).from(address), dueNanos);
  }

  /** A page for everybody and one for somebody who is signed in, in turn. */
  private static void startLooking(Driver driver) {
    driver.begin();
    driver.on(() -> {
      SimulatedUser visitor = Visit.user("reader@example.org");
      SimulatedUser signedIn = driver.user(true);
      int[] looks = {0};
      driver.repeat(LOOK_EVERY, () -> {
        boolean signed = looks[0]++ % 2 == 0;
        driver.visit(signed ? signedIn : visitor, 0, true).look(signed ? "/" : "/login", System.nanoTime())
            .onFailure(driver::failed);
      });
    });
  }

  String line() {
    return String.format(Locale.ROOT,
        "%d at once, each once: %d logged in, the last after %.1f s; password p50 %.0f, p99 %.0f ms;"
            + " login page p99 %.0f; other pages p99 %.0f, longest %.0f ms, of %d; %d refusals, p99 %.0f ms; known browsers %d of %d; %s",
        count, tally.logins, seconds, tally.millis(Step.PASSWORD, 50), tally.millis(Step.PASSWORD, 99),
        tally.millis(Step.LOGIN_PAGE, 99), tally.millis(Step.OTHER_PAGE, 99), tally.millis(Step.OTHER_PAGE, 100),
        tally.count(Step.OTHER_PAGE), tally.count(Step.REFUSAL), tally.millis(Step.REFUSAL, 99),
        tally.loginsOfKnownBrowsers, tally.begunByKnownBrowsers, tally.refused);
  }

  JsonObject json() {
    return new JsonObject()
        .put("loggedIn", tally.logins)
        .put("seconds", seconds)
        .put("passwordP50Millis", tally.millis(Step.PASSWORD, 50))
        .put("passwordP99Millis", tally.millis(Step.PASSWORD, 99))
        .put("otherPagesP99Millis", tally.millis(Step.OTHER_PAGE, 99))
        .put("refusals", tally.count(Step.REFUSAL))
        .put("refusalsP99Millis", tally.millis(Step.REFUSAL, 99))
        .put("knownBrowsers", tally.begunByKnownBrowsers)
        .put("knownBrowsersLoggedIn", tally.loginsOfKnownBrowsers);
  }
}
