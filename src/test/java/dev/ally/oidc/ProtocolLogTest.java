package dev.ally.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.harness.Heard;
import dev.ally.oidc.FakeAccount.Person;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the log says of a request that an operator or a developer has to mend. */
class ProtocolLogTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static void begin(Demand demand) {
    OIDC.ask(BeginAuthorization.OPERATION, new BeginAuthorization(
        UUID.randomUUID(), demand.build(), Secret.token(OidcFixture.RANDOM), Secret.empty()));
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
          Demand.of(client).without("code_challenge").build(), Secret.token(OidcFixture.RANDOM)));
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
          "Client " + client + " asked for the redirect address https://evil.example/cbforged, which is none of its",
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
}
