package dev.ally.web.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Failed;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.harness.Browser;
import dev.ally.web.FakeOidc;
import dev.ally.web.Site;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application is answered at the addresses that only programs ask. */
class ProtocolAddressesTest {
  private static final List<String> POSTED =
      List.of("/oauth2/token", "/oauth2/revoke", "/oauth2/par", "/oauth2/introspect");
  private static final String BASIC = basic("grafana:open+sesame");
  private static final String CODE = "grant_type=authorization_code&code=c&redirect_uri=u&code_verifier=v&token=t";

  private final Site site = Site.open();
  private final Browser program = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> ask(String path, String body, String... authorization) {
    var request = program.request(path)
        .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body));
    for (String header : authorization) {
      request.header("Authorization", header);
    }
    return program.send(request);
  }

  private static String error(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return answer.statusCode() + " " + new JsonObject(answer.body()).getString("error");
  }

  @Test
  void tokensGoToAClientThatAuthenticates() {
    HttpResponse<String> answer = ask("/oauth2/token", CODE, BASIC);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject()
        .put("access_token", "at").put("token_type", "Bearer").put("expires_in", 300).put("scope", "openid")
        .put("id_token", "a.b.c"));
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    AskTokens question = site.account.last(AskTokens.class);
    assertThat(question.client().method()).isEqualTo(ClientProof.Method.BASIC);
    assertThat(question.grantType()).isEqualTo("authorization_code");
    assertThat(question.code()).isEqualTo(Secret.of("c"));
    assertThat(question.verifier()).isEqualTo(Secret.of("v"));
    assertThat(question.client().requestId()).isNotEqualTo(question.operationId());
    assertThat(ask("/oauth2/token", CODE + "&client_id=grafana&client_secret=open+sesame").statusCode()).isEqualTo(200);
    assertThat(site.account.last(AskTokens.class).client().method()).isEqualTo(ClientProof.Method.POST);
  }

  @Test
  void aClientMayAuthenticateInEachOfFourWays() {
    ask("/oauth2/token", CODE + "&client_id=spa");
    assertThat(site.account.last(AskTokens.class).client().method()).isEqualTo(ClientProof.Method.NONE);
    ask("/oauth2/token", CODE + "&client_assertion=j.w.t&client_assertion_type="
        + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer");
    ClientProof proof = site.account.last(AskTokens.class).client();
    assertThat(proof.method()).isEqualTo(ClientProof.Method.PRIVATE_KEY_JWT);
    assertThat(proof.assertion()).isEqualTo(Secret.of("j.w.t"));
    ask("/oauth2/token", CODE, basic("a%3Ab:%C3%A9%2B%25"));
    assertThat(site.account.last(AskTokens.class).client().clientId()).isEqualTo("a:b");
    assertThat(site.account.last(AskTokens.class).client().secret()).isEqualTo(Secret.of("é+%"));
  }

  @Test
  void aWrongSecretIsRefusedWithAChallenge() {
    for (String path : POSTED) {
      HttpResponse<String> answer = ask(path, CODE, basic("grafana:wrong"));
      assertThat(error(answer)).as(path).isEqualTo("401 invalid_client");
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).as(path).startsWith("Basic ");
    }
  }

  @Test
  void whoDoesNotSayWhoAsksIsRefused() {
    for (String path : POSTED) {
      assertThat(error(ask(path, CODE))).as(path).isEqualTo("401 invalid_client");
      assertThat(error(ask(path, CODE, "Basic"))).as(path).isEqualTo("401 invalid_client");
      assertThat(error(ask(path, CODE, "Basic %%%"))).as(path).isEqualTo("401 invalid_client");
      assertThat(error(ask(path, CODE, basic("grafana")))).as(path).isEqualTo("401 invalid_client");
      assertThat(error(ask(path, CODE, basic(":x")))).as(path).isEqualTo("401 invalid_client");
      assertThat(error(ask(path, CODE, "Bearer at"))).as(path).isEqualTo("401 invalid_client");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "client_secret=x", "client_assertion=x", "client_assertion_type=x", "client_id=other", "client_id=grafana&client_id=grafana",
      "scope=a&scope=a"})
  void whatContradictsItselfIsNoRequest(String more) {
    for (String path : POSTED) {
      assertThat(error(ask(path, CODE + "&" + more, BASIC))).as(path).isEqualTo("400 invalid_request");
    }
  }

  @Test
  void twoHeadersOrTwoWaysAreNoRequest() {
    for (String path : POSTED) {
      assertThat(error(ask(path, CODE, BASIC, BASIC))).as(path).isEqualTo("400 invalid_request");
      assertThat(error(ask(path, CODE + "&client_id=grafana&client_secret=x&client_assertion=y"))).as(path)
          .isEqualTo("400 invalid_request");
      assertThat(error(ask(path, CODE + "&client_id=grafana&client_assertion=y&client_assertion_type=z"))).as(path)
          .isEqualTo("400 invalid_request");
    }
  }

  @Test
  void whatCannotBeReadIsAnsweredInJson() {
    for (String path : POSTED) {
      assertThat(error(ask(path, "a=%zz", BASIC))).as(path).isEqualTo("400 invalid_request");
      assertThat(error(ask(path, "a=%ff", BASIC))).as(path).isEqualTo("400 invalid_request");
      assertThat(error(ask(path, "a=" + "x".repeat(70_000), BASIC))).as(path).isEqualTo("413 invalid_request");
      assertThat(error(program.send(program.request(path).header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString("{}"))))).as(path).isEqualTo("400 invalid_request");
      assertThat(error(program.send(program.request(path).POST(BodyPublishers.ofString("a=b"))))).as(path)
          .isEqualTo("400 invalid_request");
      HttpResponse<String> got = program.get(path);
      assertThat(error(got)).as(path).isEqualTo("405 invalid_request");
      assertThat(got.headers().firstValue("Allow").orElse("")).as(path).startsWith("POST");
    }
    assertThat(error(ask("/oauth2/revoke", "", BASIC))).isEqualTo("400 invalid_request");
    assertThat(error(ask("/oauth2/introspect", "", BASIC))).isEqualTo("400 invalid_request");
  }

  @Test
  void anErrorOfTheProtocolHasItsStatus() {
    for (ProtocolError.Code code : ProtocolError.Code.values()) {
      if (code != ProtocolError.Code.NONE) {
        site.account.answer(AskTokens.OPERATION, AskTokens.Answer.of(new ProtocolError(code, "Why \"so\"? \\ é")));
        HttpResponse<String> answer = ask("/oauth2/token", CODE, BASIC);
        assertThat(error(answer)).isEqualTo(switch (code) {
          case INVALID_CLIENT, INVALID_TOKEN -> "401 ";
          case INSUFFICIENT_SCOPE -> "403 ";
          case SERVER_ERROR -> "500 ";
          default -> "400 ";
        } + code.name().toLowerCase(Locale.ROOT));
        assertThat(new JsonObject(answer.body()).getString("error_description")).isEqualTo("Why 'so'? ' ?");
      }
    }
  }

  @Test
  void whoIsAwayIsAwayInJson() {
    site.account.fail(AskTokens.OPERATION, new Unavailable("away", Duration.ofSeconds(3)));
    HttpResponse<String> answer = ask("/oauth2/token", CODE, BASIC);
    assertThat(error(answer)).isEqualTo("503 temporarily_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).contains("3");
    site.account.fail(AskTokens.OPERATION, new TooMany(Duration.ofSeconds(60)));
    assertThat(error(ask("/oauth2/token", CODE, BASIC))).isEqualTo("429 temporarily_unavailable");
    site.account.fail(AskTokens.OPERATION, new Failed("oidc.token.v1"));
    assertThat(error(ask("/oauth2/token", CODE, BASIC))).isEqualTo("500 server_error");
  }

  @Test
  void aTokenIsRevokedAndLookedAt() {
    HttpResponse<String> revoked = ask("/oauth2/revoke", "token=t&token_type_hint=nonsense", BASIC);
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(revoked.body()).isEmpty();
    HttpResponse<String> seen = ask("/oauth2/introspect", "token=t", BASIC);
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void aRequestIsPushedAndGetsAnAddress() {
    HttpResponse<String> answer =
        ask("/oauth2/par", "client_id=grafana&response_type=code&redirect_uri=u&state=s", BASIC);
    assertThat(answer.statusCode()).isEqualTo(201);
    PushAuthorization question = site.account.last(PushAuthorization.class);
    assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject()
        .put("request_uri", "urn:ietf:params:oauth:request_uri:" + question.newRequest().revealText())
        .put("expires_in", 60));
    assertThat(question.demand().state()).isEqualTo("s");
  }

  @Test
  void theClaimsGoToWhoHasTheToken() {
    for (String bearer : List.of("Bearer at", "bearer at")) {
      HttpResponse<String> got = program.send(program.request("/oauth2/userinfo").header("Authorization", bearer).GET());
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.body()).isEqualTo("{\"sub\":\"7\"}");
    }
    assertThat(program.send(program.request("/oauth2/userinfo").header("Authorization", "Bearer at")
        .POST(BodyPublishers.noBody())).statusCode()).isEqualTo(200);
    assertThat(ask("/oauth2/userinfo", "access_token=at").statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenThatIsMissingWrongOrInTheWrongPlaceOpensNothing() {
    HttpResponse<String> missing = program.get("/oauth2/userinfo");
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    HttpResponse<String> wrong = ask("/oauth2/userinfo", "", "Bearer other");
    assertThat(error(wrong)).isEqualTo("401 invalid_token");
    assertThat(wrong.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer error=\"invalid_token\", error_description=\"It has 'ended'.\"");
    assertThat(error(program.get("/oauth2/userinfo?access_token=at"))).isEqualTo("400 invalid_request");
    assertThat(error(ask("/oauth2/userinfo", "access_token=at", "Bearer at"))).isEqualTo("400 invalid_request");
    assertThat(error(ask("/oauth2/userinfo", "", "Bearer at", "Bearer at"))).isEqualTo("400 invalid_request");
  }

  @Test
  void noFormTokenAndNoOriginIsAskedFor() {
    var request = program.request("/oauth2/token").header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", "https://elsewhere.example").header("Sec-Fetch-Site", "cross-site")
        .header("Authorization", BASIC).POST(BodyPublishers.ofString(CODE));
    assertThat(program.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void scriptsOfARegisteredOriginAloneMayRead() {
    for (String path : List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
        "/oauth2/jwks", "/oauth2/userinfo", "/oauth2/token", "/oauth2/revoke")) {
      for (String origin : List.of(FakeOidc.ORIGIN, "https://evil.example", "null")) {
        boolean known = origin.equals(FakeOidc.ORIGIN);
        HttpResponse<String> preflight = program.send(program.request(path).header("Origin", origin)
            .header("Access-Control-Request-Method", "POST").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).as(path).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin").isPresent()).as(path).isEqualTo(known);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").isPresent()).isEqualTo(known);
        boolean posted = List.of("/oauth2/token", "/oauth2/revoke").contains(path);
        var request = program.request(path).header("Origin", origin);
        HttpResponse<String> answer = program.send(posted
            ? request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(CODE))
            : request.GET());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin").orElse("")).as(path)
            .isEqualTo(known ? origin : "");
        assertThat(answer.headers().allValues("Vary")).as(path).contains("Origin");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      }
    }
    for (String path : List.of("/oauth2/par", "/oauth2/introspect", "/oauth2/authorize", "/oauth2/logout")) {
      HttpResponse<String> preflight = program.send(program.request(path).header("Origin", FakeOidc.ORIGIN)
          .method("OPTIONS", BodyPublishers.noBody()));
      assertThat(preflight.statusCode()).as(path).isEqualTo(405);
      assertThat(preflight.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  void whoNamesTwoOriginsMayNotRead() {
    HttpResponse<String> answer = program.send(program.request("/oauth2/jwks")
        .header("Origin", FakeOidc.ORIGIN).header("Origin", "https://evil.example").GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void scriptsMayReadWhyTheirRequestCannotBeRead() {
    for (String origin : List.of(FakeOidc.ORIGIN, "https://evil.example")) {
      var request = program.request("/oauth2/token").header("Origin", origin);
      for (var asked : List.of(
          request.copy().POST(BodyPublishers.ofString("{}")).header("Content-Type", "application/json"),
          request.copy().POST(BodyPublishers.ofString("a=%zz"))
              .header("Content-Type", "application/x-www-form-urlencoded"),
          request.copy().PUT(BodyPublishers.noBody()))) {
        HttpResponse<String> answer = program.send(asked);
        assertThat(error(answer)).endsWith(" invalid_request");
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
            .isEqualTo(origin.equals(FakeOidc.ORIGIN) ? List.of(origin) : List.of());
        assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
      }
    }
  }
}
