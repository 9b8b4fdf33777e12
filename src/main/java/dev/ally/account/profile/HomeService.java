package dev.ally.account.profile;

import dev.ally.account.session.PgSessionStore;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.contract.account.ShowHome.Answer;
import dev.ally.contract.account.ShowHome.Home;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.totp.FindAuthenticators;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Tells a person how safe the account is. Every login ends with it, so it asks for no more than the home page shows. */
public final class HomeService {
  private final SessionService sessions;
  private final PgSessionStore store;
  private final Bus bus;
  private final Clock clock;

  public HomeService(SessionService sessions, PgSessionStore store, Bus bus, Clock clock) {
    this.sessions = sessions;
    this.store = store;
    this.bus = bus;
    this.clock = clock;
  }

  public Future<Answer> show(ShowHome question) {
    return sessions.within(question.session(), new Answer(Optional.empty()), session -> home(session).map(Answer::new));
  }

  private Future<Optional<Home>> home(Session session) {
    var factor = FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(session.person().accountId()));
    var logins = store.logins(session, clock.instant());
    return Future.all(factor, logins).map(both -> logins.result().map(open -> new Home(
        session.person(), factor.result().enrolled(), factor.result().recoveryCodes(),
        factor.result().recoveryCodesUnsaved(), open.count(), open.last(), open.userAgent())));
  }
}
