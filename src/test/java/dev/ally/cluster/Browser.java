package dev.ally.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one person does in a browser, behind a proxy that sends every request to whichever web node is next. */
final class Browser {
  private static final URI ORIGIN = URI.create("http://localhost:8080");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final dev.ally.harness.Browser browser;

  /** @param next the web node that the proxy picks */
  Browser(Supplier<Fleet.Node> next) {
    this.browser = new dev.ally.harness.Browser(() -> next.get().url(), ORIGIN, PATIENCE);
  }

  /** Something other than the next page came. */
  static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;

    Unexpected(String where, HttpResponse<String> answer) {
      super(where + ": " + answer.statusCode() + " " + dev.ally.harness.Browser.location(answer));
      status = answer.statusCode();
    }
  }

  /** Logs in with both factors. */
  void logIn(People.Person person, Instant codeTime) throws IOException, InterruptedException {
    logInWithPassword(person);
    HttpResponse<String> signedIn = code(person.app().codeAt(codeTime));
    if (signedIn.statusCode() != 303 || dev.ally.harness.Browser.location(signedIn).contains("/login")) {
      throw new Unexpected("POST /login/code", signedIn);
    }
  }

  void logInWithPassword(People.Person person) throws IOException, InterruptedException {
    String token = token(get("/login"));
    HttpResponse<String> half = post("/login", Map.of(
        "csrf", token, "email", person.email(), "password", People.PASSWORD));
    if (half.statusCode() != 303 || !dev.ally.harness.Browser.location(half).startsWith("/login/code")) {
      throw new Unexpected("POST /login", half);
    }
  }

  HttpResponse<String> code(String code) throws IOException, InterruptedException {
    return post("/login/code", Map.of("csrf", token(get("/login/code")), "totp", code));
  }

  Browser with(String cookie, String value) {
    browser.with(cookie, value);
    return this;
  }

  Optional<String> cookie(String name) {
    return Optional.ofNullable(browser.cookies.get(name));
  }

  boolean isSignedIn() throws IOException, InterruptedException {
    HttpResponse<String> page = get("/settings/profile");
    if (page.statusCode() == 303) {
      return false;
    }
    if (page.statusCode() != 200) {
      throw new Unexpected("GET /settings/profile", page);
    }
    return true;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return forgotten(browser.get(path));
  }

  HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
    return forgotten(browser.post(path, dev.ally.harness.Browser.encode(form)));
  }

  /** Thousands of people keep no pages. */
  private HttpResponse<String> forgotten(HttpResponse<String> answer) {
    browser.answers.clear();
    return answer;
  }

  static String token(HttpResponse<String> page) {
    String token = dev.ally.harness.Browser.hidden(page).get("csrf");
    if (page.statusCode() != 200 || token == null) {
      throw new Unexpected("a form", page);
    }
    return token;
  }
}
