package dev.ally.oidc.token;

import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** Finds access tokens, whichever form they have. */
final class TokenFinder {
  private final ProtocolParts parts;
  private final PgGrantStore store;

  TokenFinder(ProtocolParts parts) {
    this.parts = parts;
    this.store = parts.store();
  }

  /** An access token that opens something. */
  record Live(PgGrantStore.Access access, Client client, Standing standing) {
    /** Without those that the client may not have any more. */
    List<String> scopes() {
      return client.within(access.scopes());
    }
  }

  /** The hash that an access token is stored under; empty: it is none of ours. */
  Future<Optional<Buffer>> hash(Secret token) {
    String text = token.revealText();
    return parts.keys().tokens().compose(tokens -> text.indexOf('.') < 0
        ? Future.succeededFuture(Optional.of(tokens.hash(Purpose.ACCESS_TOKEN, token)))
        : parts.signer().verify(text, "at+jwt").map(claims -> claims
            .filter(known -> parts.issuer().equals(known.get("iss")))
            .map(known -> tokens.hash(Purpose.JWT_ID, Secret.of(String.valueOf(known.get("jti")))))));
  }

  /** The access token, whether it still opens something or not. */
  Future<Optional<PgGrantStore.Access>> find(Secret token) {
    return token.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : hash(token).compose(hash -> hash.isEmpty()
            ? Future.succeededFuture(Optional.empty())
            : store.findAccess(hash.get()));
  }

  /** The access token; empty: it has expired, or it ended with its grant, its session or its account. */
  Future<Optional<Live>> findLive(Secret token) {
    return find(token).compose(found -> found
        .filter(access -> parts.clock().instant().isBefore(access.expiresAt()))
        .map(this::live)
        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  private Future<Optional<Live>> live(PgGrantStore.Access access) {
    return parts.clients().find(access.grant().clientId()).compose(client -> client.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : parts.standings().of(access.grant(), client.get(), false)
            .map(standing -> standing.map(known -> new Live(access, client.get(), known))));
  }
}
