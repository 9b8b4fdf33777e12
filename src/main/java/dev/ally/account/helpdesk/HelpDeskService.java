package dev.ally.account.helpdesk;

import dev.ally.account.helpdesk.AccountSearch.Page;
import dev.ally.account.operator.PgStatusStore;
import dev.ally.account.rules.GroupName;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.totp.FindAuthenticators;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Shows accounts to operators of the help desk. */
public final class HelpDeskService {
  static final int EVENTS = 25;

  private final SessionService sessions;
  private final PgOperatorStore operators;
  private final AccountSearch search;
  private final PgStatusStore statuses;
  private final PgNotedStore noted;
  private final Bus bus;
  private final Clock clock;
  private final boolean mailed;

  /** @param mailed whether a mail server is configured */
  public HelpDeskService(
      SessionService sessions, PgOperatorStore operators, PgSearchStore search, PgStatusStore statuses,
      PgNotedStore noted, Bus bus, Clock clock, boolean mailed) {
    this.sessions = sessions;
    this.operators = operators;
    this.search = new AccountSearch(search);
    this.statuses = statuses;
    this.noted = noted;
    this.bus = bus;
    this.clock = clock;
    this.mailed = mailed;
  }

  public Future<FindAccounts.Answer> search(FindAccounts question) {
    FindAccounts.Answer closed =
        FindAccounts.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty());
    return sessions.within(question.session(), closed, session -> operators.access(session.id(), clock.instant())
        .compose(access -> switch (access) {
          case CLOSED -> Future.succeededFuture(closed);
          case CODE_NEEDED -> codeDigits(session).map(digits ->
              FindAccounts.Answer.without(access, Optional.of(session.person()), digits));
          case OPEN -> search.page(question.search(), question.after()).map(page -> found(session, page));
        }));
  }

  private static FindAccounts.Answer found(Session session, Page page) {
    return new FindAccounts.Answer(
        HelpDeskAccess.OPEN, Optional.of(session.person()), Optional.empty(), page.accounts(), page.next());
  }

  public Future<InspectAccount.Answer> inspect(InspectAccount question) {
    InspectAccount.Answer closed =
        InspectAccount.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty());
    return sessions.within(question.session(), closed, session -> operators.access(session.id(), clock.instant())
        .compose(access -> access == HelpDeskAccess.CLOSED
            ? Future.succeededFuture(closed)
            : codeDigits(session).compose(digits -> access == HelpDeskAccess.OPEN
                ? inspected(question).map(account ->
                    new InspectAccount.Answer(access, Optional.of(session.person()), digits, account))
                : Future.succeededFuture(
                    InspectAccount.Answer.without(access, Optional.of(session.person()), digits)))));
  }

  private Future<Optional<Inspected>> inspected(InspectAccount question) {
    return statuses.find(question.accountId(), clock.instant()).compose(known -> known.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(question.accountId()))
            .compose(all -> noted.page(question.accountId(), question.before(), EVENTS + 1)
                .map(events -> Optional.of(inspected(known.get(), all, events)))));
  }

  private Inspected inspected(PgStatusStore.Known known, FindAuthenticators.Answer all, List<Noted> events) {
    boolean more = events.size() > EVENTS;
    return new Inspected(
        known.person(), known.since(), all.enrolled(), all.enrolled() ? all.since() : Optional.empty(),
        all.recoveryCodes(), known.sessions(), known.lastLogin(), known.lockedSince(), known.groups(),
        !known.groups().contains(GroupName.OPERATORS), mailed, more ? events.subList(0, EVENTS) : events, more);
  }

  private Future<Optional<Integer>> codeDigits(Session session) {
    return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(session.person().accountId()))
        .map(FindAuthenticators.Answer::codeDigits);
  }
}
