package dev.ally.benchmark;

import dev.ally.harness.AuthenticatorApp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Somebody with an account, an authenticator app and a browser, which keeps its cookies from one login to the next. */
final class Person {
  static final String PASSWORD = "correct horse battery";
  /** The cookie by which an account knows a browser again. */
  static final String KNOWN_BY = "ally_browser";
  private static final long STEP_MILLIS = 30_000;

  final String email;
  final Map<String, String> cookies = new HashMap<>();
  private final AuthenticatorApp app;
  private long freeAtMillis;

  Person(String email, AuthenticatorApp app) {
    this.email = email;
    this.app = app;
  }

  /** When the app shows a code that was not used yet. */
  long freeAtMillis() {
    return freeAtMillis;
  }

  /** The code of now, which is used by this. */
  String code(Instant now) {
    freeAtMillis = (now.toEpochMilli() / STEP_MILLIS + 1) * STEP_MILLIS;
    return app.codeAt(now);
  }

  /** The browser of somebody who begins anew: it keeps what the account knows it by. */
  void forgetLogin() {
    cookies.keySet().removeIf(name -> !name.equals(KNOWN_BY));
  }
}
