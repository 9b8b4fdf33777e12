package dev.ally.oidc.token;

import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_GRANT;
import static dev.ally.contract.oidc.ProtocolError.Code.INVALID_REQUEST;

import dev.ally.config.Limit;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Exchanges an authorization code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.6). */
final class CodeExchange {
  private static final ProtocolError REFUSED =
      new ProtocolError(INVALID_GRANT, "The code is unknown, used, expired, or of another client");
  private static final String NOT_OURS =
      "its code is none that it was given: look for two applications that share an id";
  private static final String ENDED = "its login has ended: its code was used twice, or there was a logout, a lock, a"
      + " new password, or a change of groups or of the client. The person logs in again";

  private final PgGrantStore store;
  private final Standings standings;
  private final TokenAnswers answers;
  private final ReusedGrants reused;
  private final Clock clock;

  CodeExchange(PgGrantStore store, Standings standings, TokenAnswers answers, ReusedGrants reused, Clock clock) {
    this.store = store;
    this.standings = standings;
    this.answers = answers;
    this.reused = reused;
    this.clock = clock;
  }

  Future<AskTokens.Answer> exchange(AskTokens question, Client client, Tokens tokens) {
    if (question.code().isEmpty()) {
      return RefusedTokens.of(client, new ProtocolError(INVALID_REQUEST, "code is missing"));
    }
    return AuthorizationCode.read(question.code())
        .map(code -> exchange(new Exchange(question, client, tokens, code)))
        .orElseGet(() -> RefusedTokens.of(client, REFUSED, NOT_OURS));
  }

  private record Exchange(AskTokens question, Client client, Tokens tokens, AuthorizationCode code) {
    boolean isOurs(Grant grant) {
      return grant.codeHash().equals(code.hash(tokens)) && grant.clientId().equals(client.id());
    }

    boolean wasDoneBy(Grant grant) {
      return grant.redeemedBy().equals(Optional.of(question.operationId()));
    }
  }

  private Future<AskTokens.Answer> exchange(Exchange exchange) {
    return store.find(exchange.code.grantId()).compose(found -> {
      Optional<Wrong> wrong = found.filter(exchange::isOurs)
          .map(grant -> wrong(exchange, grant)).orElse(Optional.of(new Wrong(REFUSED, NOT_OURS)));
      return wrong.isPresent()
          ? RefusedTokens.of(exchange.client, wrong.get().error, wrong.get().why)
          : redeem(exchange, found.get());
    });
  }

  /** @param why for the log */
  private record Wrong(ProtocolError error, String why) {
    static Wrong told(String description) {
      return new Wrong(new ProtocolError(INVALID_GRANT, description), description);
    }
  }

  /** What is wrong with an exchange of this client's own code, whether it was used or not. */
  private Optional<Wrong> wrong(Exchange exchange, Grant grant) {
    if (grant.ended()) {
      return Optional.of(new Wrong(REFUSED, ENDED));
    }
    Duration age = Duration.between(grant.madeAt(), clock.instant());
    Duration life = Limit.CODE_LIFE.duration();
    if (age.compareTo(life) >= 0) {
      return Optional.of(new Wrong(REFUSED, "its code is " + age.toSeconds() + " s old, and lives " + life.toSeconds()
          + " s: the application must exchange it as soon as the browser brings it"));
    }
    if (!grant.redirectUri().equals(exchange.question.redirectUri())) {
      return Optional.of(Wrong.told("redirect_uri is not the one of the authorization request"));
    }
    return Pkce.error(grant.codeChallenge(), exchange.question.verifier()).map(Wrong::told);
  }

  private Future<AskTokens.Answer> redeem(Exchange exchange, Grant grant) {
    if (grant.redeemedBy().isPresent() && !exchange.wasDoneBy(grant)) {
      return reuse(exchange, grant);
    }
    return standings.of(grant, exchange.client, false).compose(standing -> standing.isEmpty()
        ? RefusedTokens.of(exchange.client, REFUSED, ENDED)
        : exchange.wasDoneBy(grant)
            ? answer(exchange, grant, standing.get(), grant.redeemedAt())
            : redeem(exchange, grant, standing.get(), clock.instant()));
  }

  private Future<AskTokens.Answer> redeem(Exchange exchange, Grant grant, Standing standing, Instant now) {
    Tokens tokens = exchange.tokens;
    PgGrantStore.NewAccess access = new PgGrantStore.NewAccess(
        TokenWriter.hash(tokens, exchange.client, handle(exchange)), grant.scopes(),
        now.plus(Limit.ACCESS_TOKEN_LIFE.duration()));
    return store.redeem(grant, access, exchange.question.operationId(),
            refreshToken(exchange, grant).map(token -> token.hash(tokens)), now)
        .compose(won -> won
            ? answer(exchange, grant, standing, now)
            : store.find(grant.id()).compose(later -> lost(exchange, later.orElse(grant), standing)));
  }

  /** Another node was quicker, with the same operation or another; or the grant has ended meanwhile. */
  private Future<AskTokens.Answer> lost(Exchange exchange, Grant later, Standing standing) {
    if (later.ended()) {
      return RefusedTokens.of(exchange.client, REFUSED, ENDED);
    }
    return exchange.wasDoneBy(later)
        ? answer(exchange, later, standing, later.redeemedAt())
        : reuse(exchange, later);
  }

  private Future<AskTokens.Answer> reuse(Exchange exchange, Grant grant) {
    return reused.end(grant, exchange.client, "code").map(ended -> AskTokens.Answer.of(REFUSED));
  }

  private Future<AskTokens.Answer> answer(Exchange exchange, Grant grant, Standing standing, Instant at) {
    var written = new TokenWriter.Written(grant, exchange.client, standing.claims(), grant.scopes(), at);
    return answers.write(written, handle(exchange),
        refreshToken(exchange, grant).map(token -> token.text(exchange.tokens)), true);
  }

  private static Secret handle(Exchange exchange) {
    return Tokens.text(exchange.tokens.derive(Purpose.NEW_ACCESS_TOKEN,
        Tokens.bytes(exchange.question.operationId()), exchange.code.secret().revealBytes()));
  }

  private static Optional<RefreshToken> refreshToken(Exchange exchange, Grant grant) {
    return grant.isOffline(exchange.client)
        ? Optional.of(RefreshToken.first(exchange.tokens, exchange.question.operationId(), exchange.code))
        : Optional.empty();
  }
}
