package dev.ally.account.profile;

import dev.ally.account.session.PgSessionStore;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.Reauthentication.Verdict.Refused;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.contract.account.ExportData.Answer;
import dev.ally.contract.account.ExportData.Data;
import dev.ally.contract.account.ExportData.Outcome;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.totp.FindAuthenticators;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/** Gathers what is kept about a person. The password is required, and a code if there is a second factor. */
public final class DataExportService {
  private final SessionService sessions;
  private final Reauthentication factors;
  private final PgSessionStore sessionStore;
  private final PgDataStore store;
  private final Bus bus;
  private final Clock clock;

  public DataExportService(
      SessionService sessions, Reauthentication factors, PgSessionStore sessionStore, PgDataStore store, Bus bus,
      Clock clock) {
    this.sessions = sessions;
    this.factors = factors;
    this.sessionStore = sessionStore;
    this.store = store;
    this.bus = bus;
    this.clock = clock;
  }

  public Future<Answer> export(ExportData question, Asker asker) {
    Reauthentication.Question factorsOf = new Reauthentication.Question(
        question.operationId(), question.session(), question.password(), question.code(), question.requestInfo(),
        asker);
    return sessions.change(
        question.session(), question.operationId(), Answer.refused(Outcome.NO_SESSION, Duration.ZERO), session ->
            factors.verify(factorsOf, session).compose(verdict -> verdict instanceof Refused refused
                ? Future.succeededFuture(Answer.refused(refused.why(), refused.retryAfter()))
                : export(question, session)));
  }

  private Future<Answer> export(ExportData question, Session session) {
    var known = store.find(session.person().accountId());
    var open = sessionStore.list(session, clock.instant());
    var factor = FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(session.person().accountId()));
    return Future.all(known, open, factor)
        .compose(read -> store.note(session.person().accountId(), question.requestInfo(), clock.instant()))
        .map(noted -> Answer.of(new Data(
            session.person(), known.result().since(), known.result().emailChange(), factor.result().authenticators(),
            factor.result().recoveryCodes(), known.result().undoAt(), open.result(), known.result().knownBrowsers(),
            known.result().emails(), known.result().groups(), known.result().applications())));
  }
}
