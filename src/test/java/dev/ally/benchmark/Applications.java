package dev.ally.benchmark;

import dev.ally.harness.Answers;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an application and a proxy ask for people who are logged in, each of whom does one thing at a time. */
final class Applications implements AutoCloseable {
  /** How many people do so at once. */
  static final int PEOPLE = 16;
  /** So few leave the processors some rest. */
  static final int FEW_PEOPLE = 4;
  static final String CLIENT = "notes";
  /** For {@code client apply}. */
  static final String CLIENTS = """
      [{"id": "notes", "type": "native", "consent": "none", "id_token_alg": "ES256",
        "redirect_uris": ["https://notes.example.org/callback"]},
       {"id": "wiki", "type": "proxy", "hosts": ["wiki.example.org"]}]
      """;

  private static final String CALLBACK = "https://notes.example.org/callback";
  private static final String HOST = "wiki.example.org";
  private static final Pattern LINK_TO_HOST = Pattern.compile("\"http://" + HOST + "(/[^\"]*ticket=[^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(PEOPLE));
  private final URI url;
  private final List<Person> people;

  /** @param loggedIn in browsers that hold the cookies of their sessions */
  Applications(URI url, List<SimulatedUser> loggedIn) {
    this.url = url;
    this.people = loggedIn.stream().map(user -> new Person(user.browser)).toList();
  }

  private static final class Person {
    private final Browser browser;
    private String refreshToken;
    private String hostCookie;

    Person(Browser browser) {
      this.browser = browser;
    }
  }

  /**
   * What was done.
   *
   * @param millis that each took, in order
   */
  record Done(double seconds, double[] millis) {
    double perSecond() {
      return millis.length / seconds;
    }

    double millis(int percentile) {
      return millis[Math.min(millis.length - 1, millis.length * percentile / 100)];
    }
  }

  /** From the authorization request to an id token, as an application does it for somebody who is logged in. */
  Done logIn(int count) {
    return each(count, this::logIn);
  }

  Done refresh(int count) {
    return each(count, this::refresh);
  }

  /** What a proxy asks about each request to a protected host. */
  Done check(int count) {
    return each(count, this::check);
  }

  /** The same, by {@link #FEW_PEOPLE}. */
  Done checkByFew(int count) {
    return each(people.subList(0, FEW_PEOPLE), count, this::check);
  }

  /** Gives everybody a refresh token and a session of the protected host. */
  void prepare() {
    logIn(people.size());
    each(people.size(), this::openHost);
  }

  private Done each(int count, Function<Person, Future<Void>> work) {
    return each(people, count, work);
  }

  private static Done each(List<Person> people, int count, Function<Person, Future<Void>> work) {
    ConcurrentLinkedQueue<Double> took = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    List<Future<Void>> lines = new ArrayList<>();
    for (Person person : people) {
      lines.add(line(Math.max(1, count / people.size()), person, work, took));
    }
    Answers.answer(Future.all(lines), PATIENCE);
    return new Done((System.nanoTime() - began) / 1e9, took.stream().mapToDouble(each -> each).sorted().toArray());
  }

  private static Future<Void> line(
      int left, Person person, Function<Person, Future<Void>> work, ConcurrentLinkedQueue<Double> took) {
    long began = System.nanoTime();
    return left == 0 ? Future.succeededFuture() : work.apply(person).compose(done -> {
      took.add((System.nanoTime() - began) / 1e6);
      return line(left - 1, person, work, took);
    });
  }

  private Future<Void> logIn(Person person) {
    String request = "/oauth2/authorize?" + Browser.encode(Browser.pairs(
        "client_id", CLIENT, "redirect_uri", CALLBACK, "response_type", "code", "scope", "openid offline_access",
        "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256"));
    return get(request, Map.of("Cookie", person.browser.cookieHeader()), 303)
        .compose(answer -> tokens(person, "grant_type", "authorization_code",
            "code", answer.location().replaceAll("^.*[?&]code=|&.*", ""), "redirect_uri", CALLBACK,
            "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
  }

  private Future<Void> refresh(Person person) {
    return tokens(person, "grant_type", "refresh_token", "refresh_token", person.refreshToken);
  }

  private Future<Void> tokens(Person person, String... fields) {
    Map<String, String> form = new HashMap<>(Browser.pairs(fields));
    form.put("client_id", CLIENT);
    return send(HttpMethod.POST, "/oauth2/token", Map.of("Content-Type", "application/x-www-form-urlencoded"),
        Browser.encode(form), 200).map(answer -> {
          JsonObject tokens = new JsonObject(answer.body);
          if (tokens.getString("id_token") == null) {
            throw new IllegalStateException("no id token");
          }
          person.refreshToken = tokens.getString("refresh_token");
          return null;
        });
  }

  private Future<Void> openHost(Person person) {
    return get("/forward-auth/headers", asked("text/html", ""), 302).compose(begun -> {
      String binding = begun.cookie();
      return get(begun.location().substring(Deployed.PUBLIC_URL.length()),
          Map.of("Cookie", person.browser.cookieHeader()), 200)
          .compose(page -> get(page.wayToHost(), asked("text/html", binding), 303))
          .map(opened -> {
            person.hostCookie = opened.cookie();
            return null;
          });
    });
  }

  private Future<Void> check(Person person) {
    return get("/forward-auth/headers", asked("*/*", person.hostCookie), 200).mapEmpty();
  }

  /** What a proxy tells of a request, also where it hands one on. */
  private static Map<String, String> asked(String accept, String cookie) {
    Map<String, String> headers = new HashMap<>(Map.of(
        "X-Forwarded-Method", "GET", "X-Forwarded-Proto", "http", "X-Forwarded-Host", HOST, "X-Forwarded-Uri", "/page",
        "Accept", accept));
    if (!cookie.isEmpty()) {
      headers.put("Cookie", cookie);
    }
    return headers;
  }

  private record Answer(int status, HttpHeaders headers, String body) {
    String location() {
      return headers.firstValue("Location").orElseThrow();
    }

    /** Where the page leads that sends a browser back to the host. */
    String wayToHost() {
      Matcher link = LINK_TO_HOST.matcher(body);
      if (!link.find()) {
        throw new IllegalStateException("no way back to the host");
      }
      return link.group(1).replace("&amp;", "&");
    }

    /** The first that is set, as it is sent back. */
    String cookie() {
      return headers.firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }
  }

  private Future<Answer> get(String path, Map<String, String> headers, int status) {
    return send(HttpMethod.GET, path, headers, "", status);
  }

  private Future<Answer> send(HttpMethod method, String path, Map<String, String> headers, String body, int status) {
    RequestOptions options = new RequestOptions()
        .setMethod(method).setHost("127.0.0.1").setPort(url.getPort()).setURI(path);
    headers.forEach(options::putHeader);
    return client.request(options).compose(request -> request.send(Buffer.buffer(body)))
        .compose(response -> response.body().map(text -> {
          Map<String, List<String>> all = new HashMap<>();
          response.headers().forEach(header ->
              all.computeIfAbsent(header.getKey(), name -> new ArrayList<>()).add(header.getValue()));
          return new Answer(response.statusCode(), HttpHeaders.of(all, (name, value) -> true), text.toString());
        }))
        .compose(answer -> answer.status == status
            ? Future.succeededFuture(answer)
            : Future.failedFuture(new IllegalStateException(path + " " + answer.status)));
  }

  @Override
  public void close() {
    Answers.answer(vertx.close());
  }
}
