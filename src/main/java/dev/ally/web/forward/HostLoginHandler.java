package dev.ally.web.forward;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.ClientAddress;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.HostLogin;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.oauth2.ApplicationErrors;
import dev.ally.web.oauth2.WayOut;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.List;

/**
 * {@code /forward-auth/login}: where a browser comes from a protected host. It leads the person through the login and
 * what else the host demands, and sends the browser back with a ticket.
 */
public final class HostLoginHandler {
  public static final String STOPPED = Paths.FORWARD + "/stopped";

  private static final List<String> FROM_ELSEWHERE = List.of("none", "same-site", "cross-site");

  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final WayOut wayOut;
  private final ApplicationErrors errors;

  public HostLoginHandler(Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.wayOut = new WayOut(sessions, pages);
    this.errors = new ApplicationErrors(sessions, pages);
  }

  public Future<Reply> show(Request request) {
    return HostLogin.of(request.query().text(Field.DESTINATION))
        .map(login -> sessions.voucher(request).compose(voucher -> goOn(request, login, voucher)))
        .orElseGet(() -> errors.expired(request));
  }

  private Future<Reply> goOn(Request request, HostLogin login, Secret voucher) {
    Secret ticket = mint.token();
    IssueTicket question = new IssueTicket(mint.operationId(), login.destination(), voucher, ticket);
    return IssueTicket.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case EXPIRED -> answer.url().isEmpty() ? errors.expired(request) : out(request, answer.url(), answer);
      case LOG_IN -> Reply.logInFirst(login.path()).now();
      case ENROL -> Reply.seeOther(
          login.path().after(Paths.SECURITY).text() + "&" + Field.METHOD.id() + "=authenticator").now();
      case NOT_IN_GROUP -> notInGroup(request, login, answer);
      case ISSUED -> out(request, answer.url() + "?" + Field.TICKET.id() + "=" + ticket.revealText(), answer);
    });
  }

  /** A browser that says that it comes straight from the host is not behind a form of this site. */
  private Future<Reply> out(Request request, String url, IssueTicket.Answer answer) {
    List<String> from = request.headers().getAll("Sec-Fetch-Site");
    boolean behindForm = from.size() != 1 || !FROM_ELSEWHERE.contains(from.get(0));
    return wayOut.to(request, new ClientAddress(url), answer.clientName(), behindForm);
  }

  /** A session that has ended meanwhile leads to the login. */
  private Future<Reply> notInGroup(Request request, HostLogin login, IssueTicket.Answer answer) {
    return sessions.personOf(request).compose(person -> person
        .map(who -> pages.reply(request, Page.of("not-in-group")
            .status(403)
            .with("title", Text.of("not-in-group.title").with("application", answer.clientName()))
            .with("application", answer.clientName())
            .with("login", login.path().after(Paths.LOGIN).text())
            .of(who, request)))
        .orElseGet(() -> Reply.logInFirst(login.path()).now()));
  }

  /** {@code /forward-auth/stopped}: the browser came back to the host without what it got there, or too late. */
  public Future<Reply> stopped(Request request) {
    return errors.say(request, "stopped", 403);
  }
}
