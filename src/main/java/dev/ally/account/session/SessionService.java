package dev.ally.account.session;

import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.ShowSessions;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Finds the session of a token, lists a person's sessions, and ends them. */
public final class SessionService {
  /** A session belongs to a browser that logged in with all factors, and ends when the account forgets that browser. */
  public static final boolean AT_KNOWN_BROWSER = true;

  private final PgSessionStore sessions;
  private final PgLoginStore logins;
  private final PgHourStore budgets;
  private final int changesAnHour;
  private final Tokens tokens;
  private final Clock clock;
  private final SecureRandom random;

  /** @param changesAnHour how many changes all sessions of an account may ask for */
  public SessionService(
      PgSessionStore sessions, PgLoginStore logins, PgHourStore budgets, int changesAnHour, Tokens tokens, Clock clock,
      SecureRandom random) {
    this.sessions = sessions;
    this.logins = logins;
    this.budgets = budgets;
    this.changesAnHour = changesAnHour;
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
  }

  public Future<FindSession.Answer> find(FindSession question) {
    return session(question.session()).map(found -> new FindSession.Answer(
        found.filter(session -> !session.held()).map(Session::person),
        found.filter(Session::held).map(Session::person)));
  }

  public Future<LogOut.Answer> logOut(LogOut question) {
    return sessions
        .logOut(tokens.hashes(Tokens.Purpose.SESSION, question.session()), question.requestInfo(), clock.instant())
        .compose(ended -> logins.endPending(
            tokens.hashes(Tokens.Purpose.PENDING_LOGIN, question.pendingLogin())))
        .map(new LogOut.Answer());
  }

  public Future<ShowSessions.Answer> list(ShowSessions question) {
    return within(question.session(), new ShowSessions.Answer(Optional.empty()), asking ->
        sessions.list(asking, clock.instant()).map(open ->
            new ShowSessions.Answer(Optional.of(new ShowSessions.Sessions(asking.person(), open)))));
  }

  public Future<EndSession.Answer> end(EndSession question) {
    return within(question.session(), new EndSession.Answer(EndSession.Outcome.NO_SESSION), asking ->
        sessions.end(asking, question.sessionId(), question.requestInfo(), clock.instant()).map(ended ->
            new EndSession.Answer(ended ? EndSession.Outcome.ENDED : EndSession.Outcome.NOT_THERE)));
  }

  public Future<EndOtherSessions.Answer> endOthers(EndOtherSessions question) {
    return within(question.session(), new EndOtherSessions.Answer(false), asking ->
        sessions.endOthers(asking, question.requestInfo(), clock.instant()).map(EndOtherSessions.Answer::new));
  }

  /**
   * Whether the session began with a recovery code a moment ago, and no authenticator was linked since: its person is
   * not asked for a second recovery code to replace a lost authenticator.
   */
  public Future<Boolean> isRecovered(Session session) {
    return sessions.isRecovered(session, clock.instant());
  }

  /**
   * Whether the password was given a moment ago, at the login of a session that is held: its person is not asked for it
   * again to link an authenticator.
   */
  public boolean isPasswordFresh(Session session) {
    return session.held() && clock.instant().isBefore(session.begun().plus(Limit.HELD_LIFE.duration()));
  }

  Future<Optional<Session>> session(Secret token) {
    return sessions.find(tokens.hashes(Tokens.Purpose.SESSION, token), clock.instant());
  }

  /**
   * The answer within this session, or {@code noSession} if there is none. A session that is held is none here: what a
   * held one may do too says so, by {@link #withinHeldToo}.
   */
  public <A> Future<A> within(Secret token, A noSession, Function<Session, Future<A>> answer) {
    return withinHeldToo(token, noSession, whole(noSession, answer));
  }

  /** The same, also within a session that is held: for what links an authenticator, and for nothing else. */
  public <A> Future<A> withinHeldToo(Secret token, A noSession, Function<Session, Future<A>> answer) {
    return session(token).compose(found -> found.isPresent()
        ? answer.apply(found.get())
        : Future.succeededFuture(noSession));
  }

  private static <A> Function<Session, Future<A>> whole(A noSession, Function<Session, Future<A>> answer) {
    return session -> session.held() ? Future.succeededFuture(noSession) : answer.apply(session);
  }

  /**
   * The same, for a change, which may write rows whatever its outcome: fails with {@link TooMany} once the account's
   * sessions have asked for too many within the hour. Ending a session is not counted: it writes no more rows than
   * there are sessions, and an owner who ends a thief's session must never wait.
   */
  public <A> Future<A> change(Secret token, UUID operationId, A noSession, Function<Session, Future<A>> answer) {
    return within(token, noSession, charged(operationId, answer));
  }

  /** The same, also within a session that is held, as {@link #withinHeldToo}. */
  public <A> Future<A> changeHeldToo(
      Secret token, UUID operationId, A noSession, Function<Session, Future<A>> answer) {
    return withinHeldToo(token, noSession, charged(operationId, answer));
  }

  /** For a change that has no id: a repetition is counted again. */
  public <A> Future<A> change(Secret token, A noSession, Function<Session, Future<A>> answer) {
    return change(token, newId(), noSession, answer);
  }

  /** The same, also within a session that is held, as {@link #withinHeldToo}. */
  public <A> Future<A> changeHeldToo(Secret token, A noSession, Function<Session, Future<A>> answer) {
    return changeHeldToo(token, newId(), noSession, answer);
  }

  private UUID newId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private <A> Function<Session, Future<A>> charged(UUID operationId, Function<Session, Future<A>> answer) {
    return session -> charge(session, operationId).compose(wait -> wait.isZero()
        ? answer.apply(session)
        : Future.failedFuture(new TooMany(wait)));
  }

  private Future<Duration> charge(Session session, UUID operationId) {
    Secret subject = Secret.of("changes of " + session.person().accountId());
    return budgets.charge(
        tokens.hash(Tokens.Purpose.CHANGE_BUDGET, subject), operationId, clock.instant(), changesAnHour);
  }
}
