package dev.ally.web;

import static dev.ally.harness.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.ApplyClients;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No text in a parameter of OpenID Connect, or in a header that a proxy sends, keeps an event loop busy for long, or
 * writes more than one short line into the log.
 */
class HostileProtocolTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.behind("127.0.0.0/8", "::1");

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String CALLBACK = "https://notes.example.org/callback";
  private static final String HOST = "wiki.example.org";
  private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int LINE_BYTES = 6_000;
  private static final int BODY_BYTES = 60_000;
  private static final int HEADER_BYTES = 12_000;
  /** Longer than any parameter is read, and so short that a body has room for all of them. */
  private static final int OF_EACH = 2_500;

  private static SimulatedUser ada;
  private static String secret;

  /** An address, with parameters that it takes, and the names of all that it reads. */
  private enum Endpoint {
    AUTHORIZE("GET", "/oauth2/authorize", login(), Names.OF_LOGIN),
    POSTED_AUTHORIZE("POST", "/oauth2/authorize", login(), Names.OF_LOGIN),
    PUSHED("POST", "/oauth2/par", with(login(), "client_secret", ""), Names.OF_LOGIN),
    CODE("POST", "/oauth2/token", client("grant_type", "authorization_code", "code", "c", "redirect_uri", CALLBACK),
        Names.OF_CLIENT, List.of("grant_type", "code", "redirect_uri", "code_verifier", "scope")),
    REFRESH("POST", "/oauth2/token", client("grant_type", "refresh_token"), List.of("refresh_token", "scope")),
    ASSERTED("POST", "/oauth2/token", Browser.pairs("client_id", "keyed", "grant_type", "authorization_code",
        "client_assertion_type", ASSERTION_TYPE), List.of("client_assertion", "client_assertion_type", "client_id")),
    REVOKE("POST", "/oauth2/revoke", client(), List.of("token", "token_type_hint")),
    INTROSPECT("POST", "/oauth2/introspect", client(), List.of("token", "token_type_hint")),
    USER_INFO("POST", "/oauth2/userinfo", Map.of(), List.of("access_token")),
    END_SESSION("GET", "/oauth2/logout", Map.of(), Names.OF_LOGOUT),
    POSTED_END_SESSION("POST", "/oauth2/logout", Map.of(), Names.OF_LOGOUT),
    DISCOVERY("GET", "/.well-known/openid-configuration", Map.of(), List.of("x")),
    KEYS("GET", "/oauth2/jwks", Map.of(), List.of("x"));

    private final String method;
    private final String path;
    private final Map<String, String> base;
    private final List<String> names;

    @SafeVarargs
    @SuppressWarnings("varargs")
    Endpoint(String method, String path, Map<String, String> base, List<String>... names) {
      this.method = method;
      this.path = path;
      this.base = base;
      this.names = Stream.of(names).flatMap(List::stream).toList();
    }

    private static Map<String, String> login() {
      return Browser.pairs("client_id", "notes", "redirect_uri", CALLBACK, "response_type", "code", "scope", "openid",
          "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256");
    }

    private static Map<String, String> client(String... more) {
      return with(Browser.pairs(more), "client_id", "notes", "client_secret", "");
    }

    private static Map<String, String> with(Map<String, String> base, String... more) {
      Map<String, String> all = new LinkedHashMap<>(base);
      all.putAll(Browser.pairs(more));
      return all;
    }

    private int room() {
      return method.equals("GET") ? LINE_BYTES : BODY_BYTES;
    }

    private HttpRequest request(Map<String, String> changes, String... headers) {
      Map<String, String> fields = with(base);
      fields.computeIfPresent("client_secret", (name, missing) -> secret);
      fields.putAll(changes);
      String encoded = Browser.encode(fields);
      boolean isGet = method.equals("GET");
      HttpRequest.Builder request = HttpRequest.newBuilder(ALLY.url().resolve(isGet ? path + "?" + encoded : path))
          .method(method, isGet ? BodyPublishers.noBody() : BodyPublishers.ofString(encoded))
          .header("Cookie", ada.browser.cookieHeader());
      if (!isGet) {
        request.header("Content-Type", "application/x-www-form-urlencoded");
      }
      return headers.length == 0 ? request.build() : request.headers(headers).build();
    }
  }

  private static final class Names {
    static final List<String> OF_LOGIN = List.of(
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "prompt", "max_age", "acr_values", "claims", "login_hint", "id_token_hint",
        "ui_locales", "request", "request_uri", "registration");
    static final List<String> OF_CLIENT = List.of("client_id", "client_secret");
    static final List<String> OF_LOGOUT = List.of(
        "id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "logout_hint");
  }

  @BeforeAll
  static void register() {
    ada = ALLY.user();
    ada.logIn();
    ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(ALLY.bus(), new ApplyClients(UUID.randomUUID(), """
        [{"id": "notes", "consent": "none", "auth_method": "client_secret_post", "redirect_uris": ["%1$s"]},
         {"id": "keyed", "consent": "none", "auth_method": "private_key_jwt", "redirect_uris": ["%1$s"], "jwks":
           {"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                      "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}},
         {"id": "wiki", "type": "proxy", "hosts": ["%2$s"]}]""".formatted(CALLBACK, HOST), false)));
    assertThat(applied.mistakes()).isEmpty();
    secret = applied.applied().get(0).secret().revealText();
    assertThat(status(Endpoint.AUTHORIZE)).isEqualTo(303);
    assertThat(status(Endpoint.PUSHED)).isEqualTo(201);
    assertThat(status(Endpoint.INTROSPECT)).isEqualTo(400);
  }

  private static int status(Endpoint harmless) {
    return HTTP.sendAsync(harmless.request(Map.of()), BodyHandlers.discarding()).join().statusCode();
  }

  /** What costs much where it is read without a limit, each as long as there is room for it in encoded form. */
  private static Map<String, String> texts(int room) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("marks in the wrong order", "a" + "\u0315".repeat(room / 13) + "\u0316".repeat(room / 13));
    texts.put("digits", "9".repeat(room));
    texts.put("words", words(room));
    texts.put("arrays", "{\"id_token\":" + "[".repeat(room / 4));
    texts.put("objects", "{\"a\":".repeat(room / 18));
    texts.put("names", "{\"userinfo\":{" + names(room / 16) + "\"acr\":null}}");
    texts.put("dots", ".".repeat(room));
    texts.put("an address", "https://" + "a@".repeat(room / 8) + "notes.example.org/" + "%2e".repeat(room / 16));
    texts.put("a token with a deep head",
        token("{\"alg\":\"ES256\",\"kid\":\"k\",\"x\":" + deep(room / 8) + "}", "{}"));
    texts.put("a token with a deep body", token("{\"alg\":\"ES256\",\"kid\":\"k\"}", deep(room / 8)));
    texts.put("a token with a long signature",
        token("{\"alg\":\"RS256\"}", "{}") + "A".repeat(room - 100));
    return texts;
  }

  private static String words(int room) {
    return Stream.iterate(0, n -> n + 1).map(n -> Integer.toString(n, 36)).limit(room / 5)
        .collect(Collectors.joining(" "));
  }

  private static String names(int count) {
    return Stream.iterate(0, n -> n + 1).map(n -> "\"" + Integer.toString(n, 36) + "\":0,").limit(count)
        .collect(Collectors.joining());
  }

  private static String deep(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static String token(String head, String body) {
    return base64(head) + "." + base64(body) + ".AAAA";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyParameter(Endpoint endpoint) {
    Map<String, HttpRequest> requests = new LinkedHashMap<>();
    for (String name : endpoint.names) {
      texts(endpoint.room() - 1_000).forEach((what, text) ->
          requests.put(name + " " + what, endpoint.request(Map.of(name, text))));
      // As long as it is read where it may be long, so that what reads it is reached.
      texts(OF_EACH).forEach((what, text) ->
          requests.put(name + " some " + what, endpoint.request(Map.of(name, text))));
    }
    int room = Math.min(OF_EACH, (endpoint.room() - 1_000) / endpoint.names.size());
    texts(Math.max(room, 150)).forEach((what, text) -> requests.put("all " + what, endpoint.request(
        endpoint.names.stream().collect(Collectors.toMap(name -> name, name -> text)))));
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      costs.measure(requests);
      costs.assertLittleAndOneLineOfEach();
    }
  }

  @Test
  void costsLittleInAnyHeaderOfAProgram() {
    Map<String, HttpRequest> requests = new LinkedHashMap<>();
    texts(HEADER_BYTES).values().stream().map(text -> text.replaceAll("[^ -~]", "~")).forEach(text -> {
      String cut = text.substring(0, Math.min(text.length(), HEADER_BYTES));
      String half = cut.substring(0, Math.min(cut.length(), HEADER_BYTES / 3));
      String basic = Base64.getEncoder().encodeToString((half + ":" + half).getBytes(UTF_8));
      for (Endpoint endpoint : List.of(Endpoint.CODE, Endpoint.PUSHED, Endpoint.USER_INFO, Endpoint.DISCOVERY)) {
        for (List<String> header : List.of(List.of("Authorization", "Basic " + basic),
            List.of("Authorization", "Bearer " + cut), List.of("Origin", "https://" + cut))) {
          requests.put(endpoint + " " + requests.size() + " " + header.get(0),
              endpoint.request(Map.of(), header.toArray(String[]::new)));
        }
      }
    });
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      costs.measure(requests);
      costs.assertLittleAndOneLineOfEach();
    }
  }

  @ParameterizedTest
  @EnumSource
  void costsLittleInAnyHeaderOfAProxy(Proxy proxy) {
    Map<String, HttpRequest> requests = new LinkedHashMap<>();
    for (String changed : proxy.headers.keySet()) {
      for (String pattern : List.of(
          "a", "/", "../", "%2f", ";", "@", ":", "?a=", "ally_host=a; ", "[", "9", ",", ".")) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ALLY.url().resolve(proxy.path)).GET();
        proxy.headers.forEach((name, value) -> request.header(
            name, name.equals(changed) ? value + pattern.repeat(HEADER_BYTES / pattern.length()) : value));
        requests.put(changed + " " + pattern, request.build());
      }
    }
    try (RequestCosts costs = new RequestCosts(HTTP)) {
      costs.measure(requests);
      costs.assertLittleAndOneLineOfEach();
    }
  }

  private enum Proxy {
    NGINX("/forward-auth/nginx", "X-Original-Method", "GET", "X-Original-URL", "https://" + HOST + "/page",
        "Accept", "text/html", "Cookie", "a=b; "),
    OTHERS("/forward-auth/headers", "X-Forwarded-Method", "GET", "X-Forwarded-Proto", "https", "X-Forwarded-Host", HOST,
        "X-Forwarded-Uri", "/page", "Accept", "text/html", "Cookie", "a=b; "),
    TICKETS("/.ally/session?ticket=" + "t".repeat(43), "X-Forwarded-Proto", "https", "X-Forwarded-Host", HOST,
        "Cookie", "a=b; ");

    private final String path;
    private final Map<String, String> headers;

    Proxy(String path, String... headers) {
      this.path = path;
      this.headers = Browser.pairs(headers);
    }
  }
}
