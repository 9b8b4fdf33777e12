package dev.ally.harness;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, sends its origin, finds hidden fields, follows no redirect. */
public class Browser {
  /** The cookie by which an account recognises a browser. */
  public static final String RECOGNISED_BY = "ally_browser";

  private static final HttpClient HTTP = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofMillis(500)).build();
  private static final int ATTEMPTS = 4;
  private static final Pattern HIDDEN = Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">");

  public final Map<String, String> cookies = new LinkedHashMap<>();
  /** Everything that came back, in its order, unless it is one of many browsers. */
  public final List<HttpResponse<String>> answers = new CopyOnWriteArrayList<>();
  private final Supplier<URI> next;
  private final URI origin;
  private final Duration patience;
  private final boolean remembers;

  public Browser(URI url, URI origin) {
    this(() -> url, origin, Duration.ofMinutes(1), true);
  }

  private Browser(Supplier<URI> next, URI origin, Duration patience, boolean remembers) {
    this.next = next;
    this.origin = origin;
    this.patience = patience;
    this.remembers = remembers;
  }

  /**
   * One of many browsers behind a proxy that sends every request to the next node. It remembers no answers.
   *
   * @param next the node that the proxy picks; another one where no process listens
   * @param patience how long an answer may take
   */
  public Browser(Supplier<URI> next, URI origin, Duration patience) {
    this(next, origin, patience, false);
  }

  /** A browser of the same site without any cookie. */
  public Browser another() {
    return new Browser(next, origin, patience, remembers);
  }

  public Browser with(String cookie, String value) {
    cookies.put(cookie, value);
    return this;
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /** Opens the page, then sends its form with these fields besides the hidden ones. */
  public HttpResponse<String> submit(String page, String... fields) {
    return submitTo(page, page, fields);
  }

  /** Opens the page, then sends the form that stands there to that address. */
  public HttpResponse<String> submitTo(String page, String address, String... fields) {
    return submitFrom(get(page), address, fields);
  }

  /** Sends the form that stands on this page to that address. */
  public HttpResponse<String> submitFrom(HttpResponse<String> page, String address, String... fields) {
    Map<String, String> all = new LinkedHashMap<>(hidden(page));
    all.putAll(pairs(fields));
    return post(address, encode(all));
  }

  /** Opens a mailed link, which redirects to its page; that page. */
  public HttpResponse<String> open(String link) {
    return get(location(get(link)));
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request = request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    } else {
      request.header("Origin", origin.toString());
    }
    return send(request);
  }

  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(next.get().resolve(path)).timeout(patience);
    if (!cookies.isEmpty()) {
      request.header("Cookie", cookieHeader());
    }
    return request;
  }

  public String cookieHeader() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = sendToOneThatListens(request);
      if (remembers) {
        answers.add(response);
      }
      response.headers().allValues("set-cookie").forEach(this::keep);
      return response;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> sendToOneThatListens(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      URI missed = request.build().uri();
      try {
        return HTTP.send(request.build(), BodyHandlers.ofString());
      } catch (ConnectException | HttpConnectTimeoutException nothingWasSent) {
        if (attempt == ATTEMPTS) {
          throw nothingWasSent;
        }
        String query = missed.getRawQuery() == null ? "" : "?" + missed.getRawQuery();
        request.uri(next.get().resolve(missed.getRawPath() + query));
      }
    }
  }

  /** The form token that the page holds. */
  public String token(String page) {
    return hidden(get(page)).get("csrf");
  }

  public static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  public static Map<String, String> hidden(HttpResponse<String> page) {
    return hidden(page.body());
  }

  public static Map<String, String> hidden(String page) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher matcher = HIDDEN.matcher(page);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    return fields;
  }

  public static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  public static Map<String, String> pairs(String... fields) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int index = 0; index < fields.length; index += 2) {
      pairs.put(fields[index], fields[index + 1]);
    }
    return pairs;
  }

  /** Keeps nothing but the cookie by which an account recognises the browser. */
  public void forgetLogin() {
    cookies.keySet().retainAll(List.of(RECOGNISED_BY));
  }

  /** @param header the value of {@code Set-Cookie} */
  public void keep(String header) {
    String[] pair = header.split(";", 2)[0].split("=", 2);
    if (pair[1].isEmpty() || header.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }
}
