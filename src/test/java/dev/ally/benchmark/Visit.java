package dev.ally.benchmark;

import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What one user's browser asks for, page after page, and how long each took from when it was due. */
final class Visit {
  /** The server said so, or something else came than the next page. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;

    Refused(String where, int status) {
      super(where + " " + status, null, false, false);
      this.status = status;
    }
  }

  private record Page(int status, long retryAfterSeconds, String body) {}

  private final Vertx vertx;
  private final HttpClient client;
  private final URI url;
  private final SimulatedUser user;
  private final Supplier<Tally> tally;
  /** Whether the user comes again when told to come later. */
  private final boolean patient;
  /** The address that a proxy would tell; none: that of the connection counts. */
  private Optional<String> address = Optional.empty();

  Visit(Vertx vertx, HttpClient client, URI url, SimulatedUser user, Supplier<Tally> tally, boolean patient) {
    this.vertx = vertx;
    this.client = client;
    this.url = url;
    this.user = user;
    this.tally = tally;
    this.patient = patient;
  }

  /** The same from another address, as if through a proxy. */
  Visit from(String other) {
    address = Optional.of(other);
    return this;
  }

  /** A user whose browser holds the cookies and sends nothing: visits do. */
  static SimulatedUser user(String email) {
    URI origin = URI.create(Deployed.PUBLIC_URL);
    return new SimulatedUser(email, new Browser(() -> origin, origin, Duration.ZERO), Clock.systemUTC());
  }

  /** A whole login, from the page on which it begins to the first page after it. */
  Future<Void> logIn(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, SimulatedUser.PASSWORD))
        .compose(page -> expect("password", page, 303))
        .compose(page -> codePage())
        .compose(this::code)
        .compose(page -> get(Tally.Step.FIRST_PAGE, "/", System.nanoTime()))
        .compose(page -> expect("first page", page, 200))
        .mapEmpty();
  }

  /** As far as to the page that asks for a code; the form's token. */
  Future<String> logInWithPassword(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, SimulatedUser.PASSWORD))
        .compose(page -> expect("password", page, 303))
        .compose(page -> codePage());
  }

  /** An attacker's guess at the password. */
  Future<Void> guess(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, "not the right password"))
        .compose(page -> expect("wrong password", page, 422))
        .mapEmpty();
  }

  Future<Void> look(String path, long dueNanos) {
    return get(Tally.Step.OTHER_PAGE, path, dueNanos).compose(page -> expect("other page", page, 200)).mapEmpty();
  }

  /** The second step of a login. */
  Future<Void> code(String csrf) {
    return post(Tally.Step.CODE, "/login/code", Map.of("csrf", csrf, "totp", user.spendCode()))
        .compose(page -> expect("code", page, 303))
        .mapEmpty();
  }

  private Future<String> begin(long dueNanos) {
    user.browser.forgetLogin();
    return get(Tally.Step.LOGIN_PAGE, "/login", dueNanos)
        .compose(page -> expect("login page", page, 200))
        .map(page -> Browser.hidden(page.body).get("csrf"));
  }

  private Future<String> codePage() {
    return get(Tally.Step.CODE_PAGE, "/login/code", System.nanoTime())
        .compose(page -> expect("code page", page, 200))
        .map(page -> Browser.hidden(page.body).get("csrf"));
  }

  private Future<Page> password(String csrf, String password) {
    return post(
        Tally.Step.PASSWORD, "/login", Map.of("csrf", csrf, "email", user.email, "password", password));
  }

  private static Future<Page> expect(String where, Page page, int status) {
    return page.status == status ? Future.succeededFuture(page) : Future.failedFuture(new Refused(where, page.status));
  }

  private Future<Page> get(Tally.Step step, String path, long dueNanos) {
    return timed(step, dueNanos, request(HttpMethod.GET, path, null));
  }

  private Future<Page> post(Tally.Step step, String path, Map<String, String> form) {
    long dueNanos = System.nanoTime();
    return timed(step, dueNanos, request(HttpMethod.POST, path, form)).compose(page -> {
      if (!patient || page.status != 503) {
        return Future.succeededFuture(page);
      }
      tally.get().refused(path + " 503");
      return vertx.timer(page.retryAfterSeconds, TimeUnit.SECONDS).compose(later -> post(step, path, form));
    });
  }

  private Future<Page> timed(Tally.Step step, long dueNanos, Future<Page> answer) {
    return answer.onSuccess(page ->
        tally.get().took(page.status >= 429 ? Tally.Step.REFUSAL : step, System.nanoTime() - dueNanos));
  }

  private Future<Page> request(HttpMethod method, String path, Map<String, String> form) {
    RequestOptions options = new RequestOptions()
        .setMethod(method).setHost("127.0.0.1").setPort(url.getPort()).setURI(path);
    if (!user.browser.cookies.isEmpty()) {
      options.putHeader("Cookie", user.browser.cookieHeader());
    }
    options.putHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
    address.ifPresent(from -> options.putHeader("X-Forwarded-For", from));
    if (form != null) {
      options.putHeader("Origin", Deployed.PUBLIC_URL);
      options.putHeader("Content-Type", "application/x-www-form-urlencoded");
    }
    return client.request(options)
        .compose(request -> form == null ? request.send() : request.send(Buffer.buffer(Browser.encode(form))))
        .compose(this::read);
  }

  private Future<Page> read(HttpClientResponse response) {
    response.cookies().forEach(user.browser::keep);
    String retryAfter = response.getHeader("Retry-After");
    return response.body().map(body -> new Page(
        response.statusCode(), retryAfter == null ? 1 : Long.parseLong(retryAfter),
        body.toString()));
  }
}
