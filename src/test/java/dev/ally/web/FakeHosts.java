package dev.ally.web;

import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.HostVisitor;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.crypto.Secret;
import io.vertx.core.eventbus.EventBus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stands in for {@code oidc} on the bus: two protected hosts, of which one has a path that needs no login. */
public final class FakeHosts {
  public static final String GRAFANA = "grafana.example.org";
  public static final String WIKI = "wiki.example.org:8443";
  public static final String OPEN = "/public";

  /** Whom the applications hear of. */
  public volatile HostVisitor ada = new HostVisitor(
      UUID.fromString("0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f"), "ada@example.org", "Ada", Set.of("b", "a"));
  public volatile IssueTicket.Outcome outcome = IssueTicket.Outcome.ISSUED;
  private final Map<Secret, BeginHostLogin> logins = new ConcurrentHashMap<>();
  private final Map<Secret, Secret> tickets = new ConcurrentHashMap<>();
  /** Tokens of sessions, each with its host. */
  public final Map<Secret, String> sessions = new ConcurrentHashMap<>();

  static FakeHosts serve(FakeAccount account, EventBus bus) {
    FakeHosts hosts = new FakeHosts();
    account.serve(bus, VouchForSession.OPERATION, question -> new VouchForSession.Answer(
        account.sessions.containsKey(question.session().revealText())
            ? Optional.of(Secret.of("voucher")) : Optional.empty()));
    account.serve(bus, CheckHostSession.OPERATION, hosts::check);
    account.serve(bus, BeginHostLogin.OPERATION, hosts::begin);
    account.serve(bus, FindHostLogin.OPERATION, question -> new FindHostLogin.Answer(
        hosts.logins.containsKey(question.destination()) ? "Grafana" : ""));
    account.serve(bus, IssueTicket.OPERATION, hosts::issue);
    account.serve(bus, RedeemTicket.OPERATION, hosts::redeem);
    return hosts;
  }

  private static boolean isKnown(String host) {
    return host.equals(GRAFANA) || host.equals(WIKI);
  }

  private CheckHostSession.Answer check(CheckHostSession question) {
    return !isKnown(question.host()) ? CheckHostSession.Answer.of(CheckHostSession.Outcome.UNKNOWN_HOST)
        : question.host().equals(sessions.get(question.hostSession()))
            ? new CheckHostSession.Answer(CheckHostSession.Outcome.ADMITTED, Optional.of(ada))
        : CheckHostSession.Answer.of(
            question.path().equals(OPEN) ? CheckHostSession.Outcome.OPEN : CheckHostSession.Outcome.LOG_IN);
  }

  private BeginHostLogin.Answer begin(BeginHostLogin question) {
    Secret destination = Secret.of("d" + logins.size());
    logins.put(destination, question);
    return new BeginHostLogin.Answer(destination);
  }

  private IssueTicket.Answer issue(IssueTicket question) {
    BeginHostLogin login = logins.get(question.destination());
    if (login == null) {
      return new IssueTicket.Answer(IssueTicket.Outcome.EXPIRED, "", "", "");
    }
    if (question.voucher().isEmpty()) {
      return new IssueTicket.Answer(IssueTicket.Outcome.LOG_IN, "", "Grafana", login.host());
    }
    tickets.put(question.newTicket(), question.destination());
    return new IssueTicket.Answer(
        outcome, outcome == IssueTicket.Outcome.ISSUED ? "https://" + login.host() + "/.ally/session"
            : outcome == IssueTicket.Outcome.EXPIRED ? login.url() : "", "Grafana", login.host());
  }

  private RedeemTicket.Answer redeem(RedeemTicket question) {
    Secret destination = tickets.remove(question.ticket());
    if (destination == null || !logins.get(destination).host().equals(question.host())) {
      return new RedeemTicket.Answer(RedeemTicket.Outcome.UNKNOWN, "");
    }
    BeginHostLogin login = logins.get(destination);
    if (!login.binding().equals(question.binding())) {
      return new RedeemTicket.Answer(RedeemTicket.Outcome.AGAIN, login.url());
    }
    sessions.put(question.newHostSession(), login.host());
    return new RedeemTicket.Answer(RedeemTicket.Outcome.REDEEMED, login.url());
  }
}
