package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_REQUEST;

import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import io.vertx.core.Future;
import java.util.Optional;

/** The revocation endpoint (RFC 7009). A token that is not known is gone already, which is a success (§2.2). */
public final class RevocationService {
  private static final ProtocolError OF_ANOTHER =
      new ProtocolError(INVALID_REQUEST, "The token is of another client");

  private final ProtocolParts parts;
  private final TokenFinder tokens;
  private final PgGrantStore store;

  public RevocationService(ProtocolParts parts) {
    this.parts = parts;
    this.tokens = new TokenFinder(parts);
    this.store = parts.store();
  }

  public Future<RevokeToken.Answer> revoke(RevokeToken question) {
    return parts.authentication().authenticate(question.client())
        .compose(verdict -> verdict.client().isEmpty()
            ? Future.succeededFuture(verdict.error())
            : revoke(question.token(), verdict.client().get()))
        .map(RevokeToken.Answer::new);
  }

  private Future<ProtocolError> revoke(Secret token, Client client) {
    if (token.isEmpty()) {
      return Future.succeededFuture(new ProtocolError(INVALID_REQUEST, "token is missing"));
    }
    return parts.keys().tokens().compose(known -> {
      Optional<RefreshToken> refresh = RefreshToken.read(known, token);
      return refresh.isPresent() ? revokeFamily(refresh.get(), client) : revokeAccess(token, client);
    });
  }

  /** Ends the whole family, whichever of its tokens this is. */
  private Future<ProtocolError> revokeFamily(RefreshToken token, Client client) {
    return store.find(token.grantId()).compose(grant -> grant.isEmpty()
        ? Future.succeededFuture(ProtocolError.NONE)
        : !grant.get().clientId().equals(client.id())
            ? Future.succeededFuture(OF_ANOTHER)
            : store.end(token.grantId(), parts.clock().instant()).map(ProtocolError.NONE));
  }

  private Future<ProtocolError> revokeAccess(Secret token, Client client) {
    return tokens.hash(token).compose(hash -> hash.isEmpty()
        ? Future.succeededFuture(ProtocolError.NONE)
        : store.findAccess(hash.get()).compose(access -> access.isEmpty()
            ? Future.succeededFuture(ProtocolError.NONE)
            : !access.get().grant().clientId().equals(client.id())
                ? Future.succeededFuture(OF_ANOTHER)
                : store.dropAccess(hash.get()).map(ProtocolError.NONE)));
  }
}
