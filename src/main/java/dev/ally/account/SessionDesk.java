package dev.ally.account;

import dev.ally.account.PgSessionStore.Session;
import dev.ally.contract.FindSession;
import dev.ally.contract.LogOut;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Says whose session a token is, and ends it. */
final class SessionDesk {
  private final PgSessionStore sessions;
  private final PgLoginStore logins;
  private final Tokens tokens;
  private final Clock clock;

  SessionDesk(PgSessionStore sessions, PgLoginStore logins, Tokens tokens, Clock clock) {
    this.sessions = sessions;
    this.logins = logins;
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<FindSession.Answer> find(FindSession question) {
    return session(question.session()).map(found -> new FindSession.Answer(found.map(Session::person)));
  }

  Future<LogOut.Answer> logOut(LogOut question) {
    return sessions.end(tokens.hashes(Tokens.Purpose.SESSION, question.session()))
        .compose(ended -> logins.endPending(
            tokens.hashes(Tokens.Purpose.PENDING_LOGIN, question.pendingLogin())))
        .map(new LogOut.Answer());
  }

  Future<Optional<Session>> session(Secret token) {
    return sessions.find(tokens.hashes(Tokens.Purpose.SESSION, token), clock.instant());
  }

  /** What to answer within this session, or that there is none. */
  <A> Future<A> within(Secret token, A noSession, Function<Session, Future<A>> answer) {
    return session(token).compose(found -> found.isPresent()
        ? answer.apply(found.get())
        : Future.succeededFuture(noSession));
  }
}
