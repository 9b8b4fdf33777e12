package dev.ally.account;

import dev.ally.account.PgSessionStore.Session;
import dev.ally.contract.EndOtherSessions;
import dev.ally.contract.EndSession;
import dev.ally.contract.FindSession;
import dev.ally.contract.LogOut;
import dev.ally.contract.ShowSessions;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Says whose session a token is, shows a person's sessions, and ends them. */
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
    return sessions.logOut(tokens.hashes(Tokens.Purpose.SESSION, question.session()), clock.instant())
        .compose(ended -> logins.endPending(
            tokens.hashes(Tokens.Purpose.PENDING_LOGIN, question.pendingLogin())))
        .map(new LogOut.Answer());
  }

  Future<ShowSessions.Answer> list(ShowSessions question) {
    return within(question.session(), new ShowSessions.Answer(Optional.empty()), asking ->
        sessions.list(asking, clock.instant()).map(open ->
            new ShowSessions.Answer(Optional.of(new ShowSessions.Sessions(asking.person(), open)))));
  }

  Future<EndSession.Answer> end(EndSession question) {
    return within(question.session(), new EndSession.Answer(EndSession.Outcome.NO_SESSION), asking ->
        sessions.end(asking, question.sessionId(), question.visitor(), clock.instant()).map(ended ->
            new EndSession.Answer(ended ? EndSession.Outcome.ENDED : EndSession.Outcome.NOT_THERE)));
  }

  Future<EndOtherSessions.Answer> endOthers(EndOtherSessions question) {
    return within(question.session(), new EndOtherSessions.Answer(false), asking ->
        sessions.endOthers(asking, question.visitor(), clock.instant()).map(EndOtherSessions.Answer::new));
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
