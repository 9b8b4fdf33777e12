package dev.ally.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What one browser asks for, page after page, and how long each took from when it was due. */
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

  private static final String CSRF = "name=\"csrf\" value=\"";

  private final Vertx vertx;
  private final HttpClient client;
  private final URI url;
  private final Person person;
  private final Supplier<Tally> tally;
  /** Whether whoever is told to come later does. */
  private final boolean patient;

  Visit(Vertx vertx, HttpClient client, URI url, Person person, Supplier<Tally> tally, boolean patient) {
    this.vertx = vertx;
    this.client = client;
    this.url = url;
    this.person = person;
    this.tally = tally;
    this.patient = patient;
  }

  /** A whole login, from the page on which it begins to the first page of whoever is signed in. */
  Future<Void> logIn(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, Person.PASSWORD))
        .compose(page -> expect("password", page, 303))
        .compose(page -> codePage())
        .compose(this::code)
        .compose(page -> get(Tally.Step.FIRST_PAGE, "/", System.nanoTime()))
        .compose(page -> expect("first page", page, 200))
        .mapEmpty();
  }

  /** As far as to the page that asks for a code; the form's token. */
  Future<String> logInWithPassword(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, Person.PASSWORD))
        .compose(page -> expect("password", page, 303))
        .compose(page -> codePage());
  }

  /** Somebody who guesses. */
  Future<Void> guess(long dueNanos) {
    return begin(dueNanos).compose(csrf -> password(csrf, "not the right password"))
        .compose(page -> expect("wrong password", page, 422))
        .mapEmpty();
  }

  Future<Void> look(String path, long dueNanos) {
    return get(Tally.Step.OTHER_PAGE, path, dueNanos).compose(page -> expect("other page", page, 200)).mapEmpty();
  }

  /** The second step, for whoever stands before it. */
  Future<Void> code(String csrf) {
    return post(Tally.Step.CODE, "/login/code", Map.of("csrf", csrf, "totp", person.code(Instant.now())))
        .compose(page -> expect("code", page, 303))
        .mapEmpty();
  }

  private Future<String> begin(long dueNanos) {
    person.forgetLogin();
    return get(Tally.Step.LOGIN_PAGE, "/login", dueNanos)
        .compose(page -> expect("login page", page, 200))
        .map(page -> csrf(page.body));
  }

  private Future<String> codePage() {
    return get(Tally.Step.CODE_PAGE, "/login/code", System.nanoTime())
        .compose(page -> expect("code page", page, 200))
        .map(page -> csrf(page.body));
  }

  private Future<Page> password(String csrf, String password) {
    return post(
        Tally.Step.PASSWORD, "/login", Map.of("csrf", csrf, "email", person.email, "password", password));
  }

  private static Future<Page> expect(String where, Page page, int status) {
    return page.status == status ? Future.succeededFuture(page) : Future.failedFuture(new Refused(where, page.status));
  }

  private static String csrf(String body) {
    int begin = body.indexOf(CSRF) + CSRF.length();
    return body.substring(begin, body.indexOf('"', begin));
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
    if (!person.cookies.isEmpty()) {
      options.putHeader("Cookie", person.cookies.entrySet().stream()
          .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
    }
    options.putHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
    if (form != null) {
      options.putHeader("Origin", Deployed.PUBLIC_URL);
      options.putHeader("Content-Type", "application/x-www-form-urlencoded");
    }
    return client.request(options)
        .compose(request -> form == null ? request.send() : request.send(Buffer.buffer(encode(form))))
        .compose(this::read);
  }

  private Future<Page> read(HttpClientResponse response) {
    response.cookies().forEach(this::keep);
    String retryAfter = response.getHeader("Retry-After");
    return response.body().map(body -> new Page(
        response.statusCode(), retryAfter == null ? 1 : Long.parseLong(retryAfter),
        body.toString()));
  }

  private void keep(String header) {
    String[] pair = header.split(";", 2)[0].split("=", 2);
    if (pair[1].isEmpty() || header.contains("Max-Age=0")) {
      person.cookies.remove(pair[0]);
    } else {
      person.cookies.put(pair[0], pair[1]);
    }
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
