package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_CLIENT;

import dev.ally.config.Limit;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The introspection endpoint (RFC 7662), for confidential clients and their own tokens. */
public final class IntrospectionService {
  private static final JsonObject INACTIVE = new JsonObject().put("active", false);

  private final ProtocolParts parts;
  private final TokenFinder tokens;
  private final PgGrantStore store;

  public IntrospectionService(ProtocolParts parts) {
    this.parts = parts;
    this.tokens = new TokenFinder(parts);
    this.store = parts.store();
  }

  public Future<IntrospectToken.Answer> introspect(IntrospectToken question) {
    return parts.authentication().authenticate(question.client()).compose(verdict -> {
      if (verdict.client().isEmpty()) {
        return Future.succeededFuture(new IntrospectToken.Answer(verdict.error(), ""));
      }
      Client client = verdict.client().get();
      return client.isConfidential()
          ? claims(question.token(), client)
              .map(claims -> new IntrospectToken.Answer(ProtocolError.NONE, claims.encode()))
          : Future.succeededFuture(new IntrospectToken.Answer(
              new ProtocolError(INVALID_CLIENT, "A client that authenticates may ask about its tokens"), ""));
    });
  }

  private Future<JsonObject> claims(Secret token, Client client) {
    return tokens.findLive(token).compose(access -> access.isPresent()
        ? Future.succeededFuture(access.filter(live -> live.client().id().equals(client.id()))
            .map(live -> claims(live, client)).orElse(INACTIVE))
        : ofRefreshToken(token, client));
  }

  private JsonObject claims(TokenFinder.Live live, Client client) {
    PgGrantStore.Access access = live.access();
    Instant issued = access.expiresAt().minus(Limit.ACCESS_TOKEN_LIFE.duration());
    JsonObject claims = claims(access.grant(), live.scopes(), issued, access.expiresAt())
        .put("token_type", "Bearer");
    client.audience().ifPresent(audience -> claims.put("aud", audience));
    return claims;
  }

  private Future<JsonObject> ofRefreshToken(Secret text, Client client) {
    return parts.keys().tokens().compose(known -> {
      Optional<RefreshToken> token = RefreshToken.read(known, text);
      return token.isEmpty()
          ? Future.succeededFuture(INACTIVE)
          : store.find(token.get().grantId()).compose(grant -> grant
              .filter(found -> found.isOffline(client) && found.hasLatest(token.get(), known)
                  && parts.clock().instant().isBefore(end(found)))
              .map(found -> ofRefreshToken(found, client))
              .orElse(Future.succeededFuture(INACTIVE)));
    });
  }

  private Future<JsonObject> ofRefreshToken(Grant grant, Client client) {
    return parts.standings().of(grant, client, false).map(standing -> standing.isEmpty()
        ? INACTIVE
        : claims(grant, client.within(grant.scopes()), grant.refreshedAt(), end(grant)));
  }

  private JsonObject claims(Grant grant, List<String> scopes, Instant issued, Instant end) {
    return new JsonObject()
        .put("active", true)
        .put("iss", parts.issuer())
        .put("client_id", grant.clientId())
        .put("sub", grant.accountId().toString())
        .put("scope", Scope.write(scopes))
        .put("iat", issued.getEpochSecond())
        .put("exp", end.getEpochSecond());
  }

  private static Instant end(Grant grant) {
    return RefreshExchange.end(grant);
  }
}
