package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_REQUEST;
import static dev.ally.contract.oidc.ProtocolError.Code.UNSUPPORTED_GRANT_TYPE;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.ClientAuthentication;
import io.vertx.core.Future;

/** The token endpoint (RFC 6749 §3.2). */
public final class TokenService {
  private final ProtocolParts parts;
  private final CodeExchange codes;
  private final RefreshExchange refreshes;

  public TokenService(ProtocolParts parts) {
    this.parts = parts;
    PgGrantStore store = parts.store();
    TokenAnswers answers = new TokenAnswers(new TokenWriter(parts.signer(), parts.issuer()));
    this.codes = new CodeExchange(store, parts.standings(), answers, parts.reused(), parts.clock());
    this.refreshes = new RefreshExchange(store, parts.standings(), answers, parts.reused(), parts.clock());
  }

  public Future<AskTokens.Answer> ask(AskTokens question) {
    return parts.authentication().authenticate(question.client())
        .compose(verdict -> verdict.client().isEmpty()
            ? refused(verdict)
            : parts.keys().tokens().compose(tokens -> exchange(question, verdict.client().get(), tokens)));
  }

  private static Future<AskTokens.Answer> refused(ClientAuthentication.Verdict verdict) {
    return Future.succeededFuture(AskTokens.Answer.of(verdict.error()));
  }

  private Future<AskTokens.Answer> exchange(AskTokens question, Client client, Tokens tokens) {
    return switch (question.grantType()) {
      case "authorization_code" -> codes.exchange(question, client, tokens);
      case "refresh_token" -> refreshes.exchange(question, client, tokens);
      case "" -> RefusedTokens.of(client, new ProtocolError(INVALID_REQUEST, "grant_type is missing"));
      default -> RefusedTokens.of(client, new ProtocolError(
          UNSUPPORTED_GRANT_TYPE, "grant_type must be authorization_code or refresh_token"));
    };
  }
}
