package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code /oauth2/token}: tokens for a code or a refresh token (RFC 6749 §3.2, OpenID Connect Core §3.1.3). */
public final class TokenHandler {
  private final Bus bus;
  private final Mint mint;

  public TokenHandler(Bus bus, Mint mint) {
    this.bus = bus;
    this.mint = mint;
  }

  public Future<Reply> submit(Request request) {
    Parameters asked = Parameters.of(request.form());
    AskTokens question = new AskTokens(
        mint.operationId(), ClientProofs.of(request, asked, mint.operationId()), asked.text("grant_type"),
        asked.secret("code"), asked.text("redirect_uri"), asked.secret("code_verifier"), asked.token("refresh_token"),
        asked.text("scope"));
    return AskTokens.OPERATION.ask(bus, question)
        .map(answer -> answer.error().isNone() ? granted(answer) : ProtocolReply.of(answer.error()));
  }

  private static Reply granted(AskTokens.Answer answer) {
    JsonObject tokens = new JsonObject()
        .put("access_token", answer.accessToken().revealText())
        .put("token_type", "Bearer")
        .put("expires_in", answer.accessLife().toSeconds())
        .put("scope", answer.scope());
    put(tokens, "refresh_token", answer.refreshToken());
    put(tokens, "id_token", answer.idToken());
    return ProtocolReply.of(200, tokens);
  }

  private static void put(JsonObject tokens, String name, Secret token) {
    if (!token.isEmpty()) {
      tokens.put(name, token.revealText());
    }
  }
}
