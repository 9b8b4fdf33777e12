package dev.ally.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.harness.Heard;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.authorize.PushService;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log says of a request that an operator or a developer has to mend. */
class ProtocolLogTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static void begin(Demand demand) {
    OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(
        UUID.randomUUID(), demand.build(), Secret.token(OidcFixture.RANDOM), Secret.empty()));
  }

  private static void askTokens(String client, String grantType, Secret code, Secret refreshToken, String scope) {
    OIDC.ask(AskTokens.OPERATION, new AskTokens(UUID.randomUUID(), OIDC.proof(client), grantType, code,
        OidcFixture.REDIRECT, Secret.of(OidcFixture.VERIFIER), refreshToken, scope));
  }

  private static List<String> heard(Runnable requests) {
    try (Heard heard = new Heard()) {
      requests.run();
      return List.copyOf(heard.lines());
    }
  }

  @Test
  void saysWhatToChangeAndTellsNoSecret() {
    String client = OIDC.client(new JsonObject().put("scopes", List.of("openid", "offline_access")));
    Person ada = OIDC.account.person().logIn();
    Secret code = OIDC.code(Demand.of(client).with("scope", "openid offline_access"), ada);
    String verifier = "a-verifier-that-nobody-may-read-in-a-log-at-all";
    try (Heard heard = new Heard()) {
      begin(Demand.of("nobody"));
      begin(Demand.of(client).with("redirect_uri", "https://evil.example/cb\r\nforged?secret=hidden"));
      begin(Demand.of(client).with("response_type", "token"));
      begin(Demand.of(client).with("scope", "openid groups"));
      OIDC.ask(PushAuthorization.OPERATION, new PushAuthorization(UUID.randomUUID(), OIDC.proof(client),
          Demand.of(client).without("code_challenge").build(), Secret.token(OidcFixture.RANDOM), ""));
      AskTokens good = OIDC.redemption(client, code);
      OIDC.ask(AskTokens.OPERATION, new AskTokens(good.operationId(), good.client(), good.grantType(), code,
          good.redirectUri(), Secret.of(verifier), Secret.empty(), ""));
      AskTokens.Answer tokens = OIDC.redeem(client, code);
      OIDC.refresh(client, tokens.refreshToken());
      OIDC.clock.pass(Duration.ofSeconds(31));
      OIDC.refresh(client, tokens.refreshToken());

      String log = String.join("\n", heard.lines());
      assertThat(log).contains(
          "client nobody, which is not registered",
          "Client " + client + " asked for the redirect address https://evil.example/cb??forged, which is none of its",
          "Client " + client + " was refused: unsupported_response_type: response_type must be code",
          "Client " + client + " asked for scopes that are not among its scopes, and are left out: [groups]",
          "Client " + client + " pushed a request that was refused: code_challenge is missing",
          "Client " + client + " was refused tokens: code_verifier is wrong",
          "A refresh token of client " + client + " was used twice");
      assertThat(heard.lines()).hasSize(7);
      for (Secret secret : List.of(code, tokens.accessToken(), tokens.refreshToken(), tokens.idToken())) {
        assertThat(log).doesNotContain(secret.revealText());
      }
      assertThat(log).doesNotContain(verifier, "hidden", "a state", "a nonce", ada.accountId.toString());
    }
  }

  @Test
  void saysWhatIsWrongWithARequestOfTokens() {
    String client = OIDC.client(new JsonObject().put("scopes", List.of("openid", "email", "offline_access")));
    String other = OIDC.client();
    Person ada = OIDC.account.person().logIn();
    Secret late = OIDC.code(Demand.of(client), ada);
    OIDC.clock.pass(Duration.ofSeconds(61));
    Secret code = OIDC.code(Demand.of(client), ada);
    AskTokens.Answer tokens = OIDC.tokens(Demand.of(client).with("scope", "openid offline_access"), ada);
    Secret none = Secret.empty();
    assertThat(heard(() -> {
      askTokens(client, "", none, none, "");
      askTokens(client, "password", none, none, "");
      askTokens(client, "authorization_code", none, none, "");
      askTokens(client, "authorization_code", Secret.of("no code"), none, "");
      askTokens(other, "authorization_code", code, none, "");
      askTokens(client, "authorization_code", late, none, "");
      askTokens(client, "refresh_token", none, none, "");
      askTokens(client, "refresh_token", none, Secret.of("no token"), "");
      askTokens(other, "refresh_token", none, tokens.refreshToken(), "");
      askTokens(client, "refresh_token", none, tokens.refreshToken(), "openid email");
      ada.logOut();
      askTokens(client, "authorization_code", code, none, "");
      OIDC.clock.pass(Duration.ofDays(31));
      askTokens(client, "refresh_token", none, tokens.refreshToken(), "");
    })).extracting(line -> line.replaceFirst("(?s)^.*was refused tokens: ", "")).containsExactly(
        "grant_type is missing",
        "grant_type must be authorization_code or refresh_token",
        "code is missing",
        "its code is none that it was given: look for two applications that share an id",
        "its code is none that it was given: look for two applications that share an id",
        "its code is 61 s old, and lives 60 s: the application must exchange it as soon as the browser brings it",
        "refresh_token is missing",
        "its refresh token was never issued here",
        "its refresh token is that of another client",
        "scope has more than was granted at the login: a refresh asks for the same or less, or leaves scope out",
        "its login has ended: its code was used twice, or there was a logout, a lock, a new password, or a change of"
            + " groups or of the client. The person logs in again",
        "its refresh token has ended: it expired or was used twice, or there was a logout, a lock, a new password, or a"
            + " change of groups or of the client. The person logs in again");
  }

  @Test
  void saysWhatIsWrongWithALogout() {
    String client = OIDC.client();
    String hint = OIDC.tokens(Demand.of(client), OIDC.account.person().logIn()).idToken().revealText();
    String forged = "a\u202E\nb";
    assertThat(heard(() -> {
      endSession("nonsense", client, "");
      endSession(hint, "nobody", "");
      endSession(hint, forged, "");
      endSession("", client, "https://evil.example/" + forged);
      endSession("", forged, "https://evil.example/");
    })).extracting(line -> line.replaceFirst("^.*INFO\\W*", "")).containsExactly(
        "A logout was asked for with an id_token_hint that is no id token of this server",
        "A logout was asked for with an id_token_hint that is not of client nobody",
        "A logout was asked for with an id_token_hint that is not of client (none)",
        "Client " + client + " asked to be returned to after a logout at an address that is not among its"
            + " post_logout_redirect_uris",
        "Client (none) asked to be returned to after a logout at an address that is not among its"
            + " post_logout_redirect_uris");
  }

  private static void endSession(String hint, String clientId, String returnUri) {
    OIDC.ask(BeginLogout.OPERATION, new BeginLogout(hint, clientId, returnUri, "", Secret.empty()));
  }

  @Test
  void saysWhatIsWrongWithTheClientOfALogin() {
    String client = OIDC.client();
    Secret pushed = Secret.token(OidcFixture.RANDOM);
    assertThat(heard(() -> {
      begin(Demand.of(client).without("client_id"));
      begin(Demand.of("a\u202E\nb"));
      begin(Demand.of(client).repeated("client_id"));
      begin(Demand.of(client).with("request_uri", PushService.REQUEST_URI + pushed.revealText()));
    })).extracting(line -> line.replaceFirst("^.*INFO\\W*", "")).containsExactly(
        "An application asked for a login with no client_id",
        "An application asked for a login with no readable client_id",
        "An application asked for a login with more than one client_id",
        "Client " + client + " sent a browser with a request_uri that is used, older than 60 s, or of another client:"
            + " it must push a request for each login");
  }

  @ParameterizedTest
  @CsvSource({
      "'https://evil.example/cb?secret=hidden', 'https://evil.example/cb'",
      "'https://evil.example/?\nhidden', 'https://evil.example/'",
      "'https://ada:hidden@evil.example/cb', 'https://evil.example/cb'",
      "'https://evil.example/\u202Egpj\u2028\u0085\u001B[31m', 'https://evil.example/?gpj???[31m'",
      "'https://évil.example/\uD800', 'https://?vil.example/?'", "'', none"})
  void showsAnAddressWithoutSecretsAndMarks(String address, String shown) {
    String client = OIDC.client();
    assertThat(heard(() -> begin(Demand.of(client).with("redirect_uri", address)))).singleElement().asString()
        .contains("asked for the redirect address " + shown + ", which is none").doesNotContain("hidden");
  }
}
