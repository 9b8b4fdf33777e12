package dev.ally.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser of one person, behind a proxy that sends every request to whichever web node is next. */
final class Browser {
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpClient CLIENT = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofMillis(500)).followRedirects(HttpClient.Redirect.NEVER).build();

  private final Supplier<Fleet.Node> next;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** @param next the web node that the proxy picks */
  Browser(Supplier<Fleet.Node> next) {
    this.next = next;
  }

  /** Something other than the next page came. */
  static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;

    Unexpected(String where, HttpResponse<String> answer) {
      super(where + ": " + answer.statusCode() + " " + answer.headers().firstValue("location").orElse(""));
      status = answer.statusCode();
    }
  }

  /** Logs in with both factors. */
  void logIn(People.Person person, Instant codeTime) throws IOException, InterruptedException {
    logInWithPassword(person);
    HttpResponse<String> signedIn = code(person.app().codeAt(codeTime));
    if (signedIn.statusCode() != 303 || location(signedIn).contains("/login")) {
      throw new Unexpected("POST /login/code", signedIn);
    }
  }

  void logInWithPassword(People.Person person) throws IOException, InterruptedException {
    String token = token(get("/login"));
    HttpResponse<String> half = post("/login", Map.of(
        "csrf", token, "email", person.email(), "password", People.PASSWORD));
    if (half.statusCode() != 303 || !location(half).startsWith("/login/code")) {
      throw new Unexpected("POST /login", half);
    }
  }

  HttpResponse<String> code(String code) throws IOException, InterruptedException {
    return post("/login/code", Map.of("csrf", token(get("/login/code")), "totp", code));
  }

  Browser with(String cookie, String value) {
    cookies.put(cookie, value);
    return this;
  }

  Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
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
    return send(path, request -> request.GET());
  }

  HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
    String body = form.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    return send(path, request -> request.header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", "http://localhost:8080").POST(BodyPublishers.ofString(body)));
  }

  private interface Method {
    HttpRequest.Builder on(HttpRequest.Builder request);
  }

  private HttpResponse<String> send(String path, Method method) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(next.get().url().resolve(path))
          .timeout(PATIENCE);
      if (!cookies.isEmpty()) {
        request.header("Cookie", cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
      }
      try {
        HttpResponse<String> answer = CLIENT.send(method.on(request).build(), BodyHandlers.ofString());
        answer.headers().allValues("set-cookie").forEach(this::take);
        return answer;
      } catch (ConnectException | HttpConnectTimeoutException nothingWasSent) {
        // As every proxy does: the next node.
        if (attempt == 4) {
          throw nothingWasSent;
        }
      }
    }
  }

  private void take(String cookie) {
    String[] pair = cookie.split(";", 2)[0].split("=", 2);
    if (pair[1].isEmpty() || cookie.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  static String token(HttpResponse<String> page) {
    Matcher token = TOKEN.matcher(page.body());
    if (page.statusCode() != 200 || !token.find()) {
      throw new Unexpected("a form", page);
    }
    return token.group(1);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElse("");
  }
}
