package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_GRANT;
import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_REQUEST;
import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_SCOPE;

import dev.ally.config.Limit;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Exchanges a refresh token for tokens (RFC 6749 §6). Each use gives a successor, unless the client keeps its token. A
 * token that has one may come again for a short while, as long as the successor is unused: an answer was lost, or two
 * tabs have the same token. Later it is a sign of theft (RFC 9700 §4.14.2).
 */
final class RefreshExchange {
  private static final ProtocolError REFUSED =
      new ProtocolError(INVALID_GRANT, "The refresh token is unknown, used, expired, ended, or of another client");
  private static final String ENDED = "its refresh token has ended: it expired or was used twice, or there was a"
      + " logout, a lock, a new password, or a change of groups or of the client. The person logs in again";

  private final PgGrantStore store;
  private final Standings standings;
  private final TokenAnswers answers;
  private final ReusedGrants reused;
  private final Clock clock;

  RefreshExchange(PgGrantStore store, Standings standings, TokenAnswers answers, ReusedGrants reused, Clock clock) {
    this.store = store;
    this.standings = standings;
    this.answers = answers;
    this.reused = reused;
    this.clock = clock;
  }

  Future<AskTokens.Answer> exchange(AskTokens question, Client client, Tokens tokens) {
    if (question.refreshToken().isEmpty()) {
      return RefusedTokens.of(client, new ProtocolError(INVALID_REQUEST, "refresh_token is missing"));
    }
    return RefreshToken.read(tokens, question.refreshToken())
        .map(token -> exchange(new Exchange(question, client, tokens, token)))
        .orElseGet(() -> RefusedTokens.of(client, REFUSED, "its refresh token was never issued here"));
  }

  private record Exchange(AskTokens question, Client client, Tokens tokens, RefreshToken token) {
    boolean keepsItsToken() {
      return client.refresh() == Client.Refresh.KEEP;
    }

    Secret handle() {
      return Tokens.text(tokens.derive(Purpose.NEW_ACCESS_TOKEN,
          Tokens.bytes(question.operationId()), token.secret().revealBytes()));
    }

    List<String> scopes(Grant grant) {
      return question.scope().isEmpty() ? grant.scopes() : List.copyOf(Scope.read(question.scope()));
    }
  }

  private Future<AskTokens.Answer> exchange(Exchange exchange) {
    return store.find(exchange.token.grantId())
        .compose(found -> found.isEmpty()
            ? RefusedTokens.of(exchange.client, REFUSED, ENDED)
            : !found.get().clientId().equals(exchange.client.id())
                ? RefusedTokens.of(exchange.client, REFUSED, "its refresh token is that of another client")
                : exchange(exchange, found.get()));
  }

  private Future<AskTokens.Answer> exchange(Exchange exchange, Grant grant) {
    return switch (place(exchange, grant)) {
      case OVER -> RefusedTokens.of(exchange.client, REFUSED, ENDED);
      case USED -> reuse(exchange, grant);
      case LATEST, REPEATED -> grant.scopes().containsAll(exchange.scopes(grant))
          ? standings.of(grant, exchange.client, true).compose(standing -> standing.isEmpty()
              ? RefusedTokens.of(exchange.client, REFUSED, ENDED)
              : use(exchange, grant, standing.get()))
          : RefusedTokens.of(exchange.client, new ProtocolError(INVALID_SCOPE, "scope has more than was granted"),
              "scope has more than was granted at the login: a refresh asks for the same or less, or leaves scope out");
    };
  }

  /** Where a token stands in its family. */
  private enum Place {
    /** The family has ended, or the token was never in it. */
    OVER,
    LATEST,
    /** Its successor is unused, and so new that its answer may have been lost. */
    REPEATED,
    USED
  }

  private Place place(Exchange exchange, Grant grant) {
    Instant now = clock.instant();
    if (grant.ended() || !grant.isOffline(exchange.client) || !now.isBefore(end(grant))) {
      return Place.OVER;
    }
    if (grant.hasLatest(exchange.token, exchange.tokens)) {
      return Place.LATEST;
    }
    boolean isNew = !now.isAfter(grant.refreshedAt().plus(Limit.REFRESH_TOKEN_GRACE.duration()));
    if (isNew && grant.hasLatest(exchange.token.next(exchange.tokens), exchange.tokens)) {
      return Place.REPEATED;
    }
    return exchange.token.number() < grant.refreshNumber() ? Place.USED : Place.OVER;
  }

  /** When the latest refresh token of a grant expires, if it is not used before. */
  static Instant end(Grant grant) {
    Instant unused = grant.refreshedAt().plus(Limit.REFRESH_TOKEN_UNUSED.duration());
    Instant whole = grant.madeAt().plus(Limit.REFRESH_TOKEN_LIFE.duration());
    return unused.isBefore(whole) ? unused : whole;
  }

  private Future<AskTokens.Answer> use(Exchange exchange, Grant grant, Standing standing) {
    Instant now = clock.instant();
    var access = new PgGrantStore.NewAccess(
        TokenWriter.hash(exchange.tokens, exchange.client, exchange.handle()), exchange.scopes(grant),
        now.plus(Limit.ACCESS_TOKEN_LIFE.duration()));
    RefreshToken next = exchange.token.next(exchange.tokens);
    var present = exchange.token.hash(exchange.tokens);
    Future<Boolean> used = !grant.hasLatest(exchange.token, exchange.tokens)
        ? store.repeat(grant, access, next, exchange.tokens)
        : exchange.keepsItsToken()
            ? store.keep(grant, access, present, now)
            : store.rotate(grant, access, present, next.hash(exchange.tokens), now);
    return used.compose(done -> done
        ? answer(exchange, grant, standing, now)
        : store.find(grant.id()).compose(later -> overtaken(exchange, later.orElse(grant), standing)));
  }

  /** Another request with the same token was quicker; this one gets what that one got. */
  private Future<AskTokens.Answer> overtaken(Exchange exchange, Grant later, Standing standing) {
    return switch (place(exchange, later)) {
      case OVER -> RefusedTokens.of(exchange.client, REFUSED, ENDED);
      case USED -> reuse(exchange, later);
      case LATEST, REPEATED -> use(exchange, later, standing);
    };
  }

  private Future<AskTokens.Answer> reuse(Exchange exchange, Grant grant) {
    return reused.end(grant, exchange.client, "refresh token").map(ended -> AskTokens.Answer.of(REFUSED));
  }

  private Future<AskTokens.Answer> answer(Exchange exchange, Grant grant, Standing standing, Instant at) {
    boolean isKept = exchange.keepsItsToken() && grant.hasLatest(exchange.token, exchange.tokens);
    return answers.write(
        new TokenWriter.Written(grant, exchange.client, standing.claims(), exchange.scopes(grant), at),
        exchange.handle(),
        isKept ? Optional.empty() : Optional.of(exchange.token.next(exchange.tokens).text(exchange.tokens)), false);
  }
}
