package dev.ally.conformance;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import dev.ally.web.exchange.FormFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application as the suite plays one: it makes each request up, and no library stands between. */
final class SuiteClient {
  static final String CALLBACK = "https://suite.example.org/callback";
  static final String BYE = "https://suite.example.org/post_logout_redirect";
  private static final Pattern LEADS_ON = Pattern.compile("<a class=\"button\" href=\"(https://[^\"]*)\"");
  private static final Pattern POSTS = Pattern.compile("<form method=\"post\" action=\"(https://[^\"]*)\"");

  final String id;
  private final WholeServer ally;
  private final Secret secret;

  private SuiteClient(WholeServer ally, String id, Secret secret) {
    this.ally = ally;
    this.id = id;
    this.secret = secret;
  }

  /** Registers a client as {@code src/docs/conformance.md} has it, with what is different. */
  static SuiteClient register(WholeServer ally, JsonObject more) {
    String id = "suite-" + UUID.randomUUID();
    ApplyClients.Answer applied = apply(ally, id, more);
    assertThat(applied.mistakes()).isEmpty();
    return new SuiteClient(ally, id, applied.applied().get(0).secret());
  }

  /** The same client with what is different now. */
  void change(JsonObject more) {
    assertThat(apply(ally, id, more).mistakes()).isEmpty();
  }

  static ApplyClients.Answer apply(WholeServer ally, String id, JsonObject more) {
    JsonObject client = new JsonObject()
        .put("id", id).put("name", "The suite").put("consent", "none").put("pkce", "optional")
        .put("redirect_uris", new JsonArray().add(CALLBACK))
        .put("post_logout_redirect_uris", new JsonArray().add(BYE))
        .mergeIn(more);
    return answer(ApplyClients.OPERATION.ask(ally.bus(),
        new ApplyClients(UUID.randomUUID(), new JsonArray().add(client).encode(), false)));
  }

  /**
   * The parameters of a request.
   *
   * @param changes names and values; an empty value leaves a parameter out
   */
  Map<String, String> request(String... changes) {
    Map<String, String> request = new LinkedHashMap<>(Browser.pairs(
        "client_id", id, "redirect_uri", CALLBACK, "response_type", "code", "scope", "openid", "state", "a-state",
        "nonce", "a-nonce"));
    request.putAll(Browser.pairs(changes));
    request.values().removeIf(String::isEmpty);
    return request;
  }

  static HttpResponse<String> open(Browser browser, Map<String, String> request) {
    return browser.get("/oauth2/authorize?" + Browser.encode(request));
  }

  /** What comes to the callback for a browser that is logged in and is asked nothing. */
  Map<String, String> answered(Browser browser, String... changes) {
    return atCallback(open(browser, request(changes)));
  }

  /** Goes through the login pages, wherever they were reached from. */
  static HttpResponse<String> logIn(HttpResponse<String> sentToLogin, SimulatedUser person, Browser browser) {
    assertThat(location(sentToLogin)).startsWith("/login?");
    HttpResponse<String> page = browser.get(location(sentToLogin));
    HttpResponse<String> done =
        browser.submitFrom(page, "/login", "email", person.email, "password", SimulatedUser.PASSWORD);
    assertThat(location(done)).startsWith("/oauth2/authorize?request=");
    return browser.get(location(done));
  }

  /** The address of an application to which an answer leads, with its parameters. */
  static String wayOut(HttpResponse<String> answer) {
    Matcher leads = LEADS_ON.matcher(answer.body());
    return answer.statusCode() == 303 ? location(answer) : leads.find() ? leads.group(1).replace("&amp;", "&")
        .replace("&#x3D;", "=") : "";
  }

  /** What comes to the callback, by a redirect, a page that leads on, or a form. */
  static Map<String, String> atCallback(HttpResponse<String> answer) {
    Matcher posts = POSTS.matcher(answer.body());
    if (posts.find()) {
      assertThat(posts.group(1)).startsWith(CALLBACK);
      return Browser.hidden(answer);
    }
    String address = wayOut(answer);
    assertThat(address).as("%s %s", answer.statusCode(), answer.body()).startsWith(CALLBACK);
    return parameters(address);
  }

  static Map<String, String> parameters(String address) {
    Map<String, String> parameters = new LinkedHashMap<>();
    FormFields fields = FormFields.parse(address.substring(address.indexOf('?') + 1)
        .getBytes(StandardCharsets.US_ASCII));
    for (String name : List.of("code", "state", "iss", "error", "error_description", "dummy")) {
      if (!fields.first(name).isEmpty()) {
        parameters.put(name, fields.first(name));
      }
    }
    return parameters;
  }

  private HttpRequest.Builder token(String... fields) {
    return ally.browser().request("/oauth2/token").header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(Browser.encode(Browser.pairs(fields))));
  }

  private String basic() {
    return "Basic " + Base64.getEncoder().encodeToString(
        (id + ":" + secret.revealText()).getBytes(StandardCharsets.UTF_8));
  }

  /** The JSON of the token endpoint, whether it gives tokens or an error. */
  JsonObject ask(String... fields) {
    return json(ally.browser().send(token(fields).header("Authorization", basic())));
  }

  /** The same of a client that sends what authenticates it among the fields. */
  JsonObject askWithout(String... fields) {
    return json(ally.browser().send(token(fields)));
  }

  static JsonObject json(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    return new JsonObject(answer.body());
  }

  JsonObject redeem(String code) {
    return ask("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK);
  }

  JsonObject redeemByPost(String code) {
    return askWithout("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK,
        "client_id", id, "client_secret", secret.revealText());
  }

  JsonObject refresh(SuiteClient owner, JsonObject tokens) {
    return owner.ask("grant_type", "refresh_token", "refresh_token", tokens.getString("refresh_token"));
  }

  /** The tokens of a browser that is logged in. */
  JsonObject tokens(Browser browser, String... changes) {
    JsonObject tokens = redeem(answered(browser, changes).get("code"));
    assertThat(tokens.getString("error")).isNull();
    return tokens;
  }

  HttpResponse<String> userInfo(JsonObject tokens) {
    return ally.browser().send(ally.browser().request("/oauth2/userinfo")
        .header("Authorization", "Bearer " + tokens.getString("access_token")).GET());
  }

  JsonObject claims(JsonObject tokens) {
    HttpResponse<String> answer = userInfo(tokens);
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer);
  }

  static JsonObject idToken(JsonObject tokens) {
    return part(tokens.getString("id_token"), 1);
  }

  static JsonObject part(String jwt, int which) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[which]), StandardCharsets.UTF_8));
  }

  JsonObject discovery() {
    return json(ally.browser().get("/.well-known/openid-configuration"));
  }

  String keys() {
    return ally.browser().get("/oauth2/jwks").body();
  }
}
