package dev.ally.oidc.forward;

import dev.ally.bus.Bus;
import dev.ally.bus.TooMany;
import dev.ally.config.Limit;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.HostVisitor;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.token.Logins;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who gets through to protected hosts. The browser has a session of its own for each host, since cookies reach
 * no other one. It comes of a session at {@code account} by a ticket, and is looked up there at each check: it ends
 * with that session, and with what the client demands of the person.
 */
public final class ForwardService {
  /** Where tickets are shown, at each host. */
  public static final String TICKETS = "/.ally/session";

  private static final Duration TOO_MANY_FOR = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(ForwardService.class);

  private final Bus bus;
  private final Logins logins;
  private final Clients clients;
  private final PgHostStore hosts;
  private final Keyring keyring;
  private final Clock clock;
  private final SecureRandom random;

  /** @param bus reaches {@code account} */
  public ForwardService(Bus bus, Clients clients, Pool pool, Keyring keyring, Clock clock, SecureRandom random) {
    this.bus = bus;
    this.logins = new Logins(bus);
    this.clients = clients;
    this.hosts = new PgHostStore(pool, keyring);
    this.keyring = keyring;
    this.clock = clock;
    this.random = random;
  }

  public Future<CheckHostSession.Answer> check(CheckHostSession question) {
    return hosts.find(question.host(), question.hostSession(), clock.instant()).compose(host -> host.isEmpty()
        ? Future.succeededFuture(CheckHostSession.Answer.of(CheckHostSession.Outcome.UNKNOWN_HOST))
        : admitted(host.get().client(), host.get().session())
            .map(visitor -> answer(host.get().client(), question.path(), visitor)));
  }

  private static CheckHostSession.Answer answer(Client client, String path, Optional<HostVisitor> visitor) {
    CheckHostSession.Outcome outcome =
        visitor.isPresent() ? CheckHostSession.Outcome.ADMITTED
        : new OpenPaths(client.paths()).contain(path) ? CheckHostSession.Outcome.OPEN
        : CheckHostSession.Outcome.LOG_IN;
    return new CheckHostSession.Answer(outcome, visitor);
  }

  /** The person of the session; empty when it has ended, or the client does not admit the person any more. */
  private Future<Optional<HostVisitor>> admitted(Client client, Optional<PgHostStore.Session> session) {
    if (session.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    UUID accountId = session.get().accountId();
    return FindStanding.OPERATION.ask(bus, new FindStanding(accountId, Optional.of(session.get().sid()), true))
        .map(answer -> answer.standing()
            .filter(standing -> admits(client, standing))
            .map(standing -> new HostVisitor(
                accountId, standing.claims().email(), standing.claims().name(), standing.claims().groups())));
  }

  private static boolean admits(Client client, Standing standing) {
    return standing.sessionOpen() && client.admits(standing.claims().groups())
        && hasFactors(client, standing.secondFactor());
  }

  private static boolean hasFactors(Client client, boolean secondFactor) {
    return secondFactor || client.secondFactor() == Client.SecondFactor.AS_ACCOUNT;
  }

  public Future<BeginHostLogin.Answer> begin(BeginHostLogin question) {
    Optional<Destination> begun = question.binding().isEmpty()
        ? Optional.empty()
        : Destination.of(question.host(), question.url(), question.binding(), keyring, clock.instant());
    return clients.findByHost(question.host()).map(client -> new BeginHostLogin.Answer(
        begun.filter(any -> client.isPresent()).map(one -> one.seal(keyring, random)).orElseGet(Secret::empty)));
  }

  public Future<FindHostLogin.Answer> find(FindHostLogin question) {
    return destination(question.destination())
        .map(found -> new FindHostLogin.Answer(
            found.filter(one -> !one.isOver(clock.instant())).map(one -> one.client.name()).orElse("")));
  }

  /**
   * Issues a ticket for the person whom the voucher stands for. A person outside the client's
   * groups is refused before a second factor is asked for.
   */
  public Future<IssueTicket.Answer> issue(IssueTicket question) {
    return destination(question.destination()).compose(found -> {
      if (found.isEmpty()) {
        return Future.succeededFuture(new IssueTicket.Answer(IssueTicket.Outcome.EXPIRED, "", "", ""));
      }
      Known known = found.get();
      return known.isOver(clock.instant())
          ? Future.succeededFuture(known.answer(IssueTicket.Outcome.EXPIRED, known.destination.url()))
          : logins.find(question.voucher()).compose(login -> login.isEmpty()
              ? Future.succeededFuture(known.answer(IssueTicket.Outcome.LOG_IN, ""))
              : issue(question, known, login.get()));
    });
  }

  private Future<IssueTicket.Answer> issue(IssueTicket question, Known known, FindLogin.Login login) {
    if (!known.client.admits(login.claims().groups())) {
      return Future.succeededFuture(known.answer(IssueTicket.Outcome.NOT_IN_GROUP, ""));
    }
    if (!hasFactors(known.client, login.secondFactor())) {
      return Future.succeededFuture(known.answer(
          login.claims().twoFactor() ? IssueTicket.Outcome.LOG_IN : IssueTicket.Outcome.ENROL, ""));
    }
    PgHostStore.Session session = new PgHostStore.Session(login.accountId(), login.sid());
    return hosts.issue(question.newTicket(), question.destination(), session, clock.instant())
        .compose(issued -> issued
            ? Future.succeededFuture(known.answer(IssueTicket.Outcome.ISSUED, known.destination.urlOf(TICKETS)))
            : Future.failedFuture(new TooMany(TOO_MANY_FOR)));
  }

  public Future<RedeemTicket.Answer> redeem(RedeemTicket question) {
    Instant now = clock.instant();
    return hosts.spend(question.ticket(), question.operationId()).compose(ticket -> ticket.isEmpty()
        ? clients.findByHost(question.host()).map(client -> unknown(question, client))
        : destination(ticket.get().destination())
            .compose(found -> found.isPresent() && found.get().destination.host().equals(question.host())
                ? redeem(question, ticket.get(), found.get(), now)
                : clients.findByHost(question.host()).map(client -> unknown(question, client))));
  }

  private Future<RedeemTicket.Answer> redeem(
      RedeemTicket question, PgHostStore.Ticket ticket, Known known, Instant now) {
    boolean good = ticket.first() && ticket.madeAt().plus(Limit.TICKET_LIFE.duration()).isAfter(now)
        && known.destination.isBoundTo(question.binding(), keyring);
    return !good
        ? Future.succeededFuture(new RedeemTicket.Answer(RedeemTicket.Outcome.AGAIN, known.destination.url()))
        : hosts.open(question.newHostSession(), question.host(), ticket.session(), now)
            .compose(opened -> NoteApplication.OPERATION.ask(bus, new NoteApplication(
                question.operationId(), ticket.session().accountId(), NoteApplication.Event.LOGGED_IN,
                known.client.name(), question.requestInfo())))
            .map(new RedeemTicket.Answer(RedeemTicket.Outcome.REDEEMED, known.destination.url()));
  }

  /** Its host is one that a proxy tells, of letters, digits and a few marks. */
  private static RedeemTicket.Answer unknown(RedeemTicket question, Optional<Client> client) {
    if (client.isEmpty()) {
      LOG.warn("A proxy handed on {} of the host {}, which no client of the type proxy has: it must name the same host,"
          + " with its port, as when it asks whether a request may go on", TICKETS, question.host());
    }
    return new RedeemTicket.Answer(RedeemTicket.Outcome.UNKNOWN, "");
  }

  /** Deletes tickets and sessions that do not count any more. */
  public Future<Void> sweep() {
    return hosts.sweep(clock.instant());
  }

  /** What a login is for, and the client whose host it is. */
  private record Known(Destination destination, Client client) {
    boolean isOver(Instant now) {
      return !destination.begun().plus(Limit.HOST_LOGIN_LIFE.duration()).isAfter(now);
    }

    IssueTicket.Answer answer(IssueTicket.Outcome outcome, String url) {
      return new IssueTicket.Answer(outcome, url, client.name(), destination.host());
    }
  }

  /** Empty: none of ours, or no client has that host any more. */
  private Future<Optional<Known>> destination(Secret sealed) {
    Optional<Destination> opened = Destination.open(sealed, keyring);
    return opened.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : clients.findByHost(opened.get().host()).map(client -> client.map(one -> new Known(opened.get(), one)));
  }
}
