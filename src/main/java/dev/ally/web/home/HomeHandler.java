package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumSet;

/**
 * {@code /}: for a person who is signed in, how safe the account is, with a way to each part of it; otherwise links to
 * log in and, where it is open, to sign up.
 */
public final class HomeHandler {
  private final Bus bus;
  private final Sessions sessions;
  private final Pages pages;
  private final Details details;
  private final boolean signUpOpen;

  public HomeHandler(Bus bus, Sessions sessions, Pages pages, Clock clock, boolean signUpOpen) {
    this.bus = bus;
    this.sessions = sessions;
    this.pages = pages;
    this.details = new Details(clock);
    this.signUpOpen = signUpOpen;
  }

  public Future<Reply> show(Request request) {
    return request.find(Cookie.SESSION).isEmpty()
        ? pages.reply(request, visiting(request))
        : checked(request)
            .compose(page -> pages.reply(request, page))
            .recover(failure -> failure instanceof NoSession
                ? withoutSession(request)
                : Future.failedFuture(failure));
  }

  private Future<Reply> withoutSession(Request request) {
    return sessions.find(request).compose(found -> found.held().isPresent()
        ? Reply.seeOther(Paths.SECURITY).now()
        : pages.reply(request, visiting(request)));
  }

  /** The page with what is known of the account; with the person alone, where a part of that cannot be found out. */
  private Future<Page> checked(Request request) {
    Future<Security> security = sessions.security(request);
    Future<ShowSessions.Sessions> open = ShowSessions.OPERATION
        .ask(bus, new ShowSessions(request.secret(Cookie.SESSION)))
        .map(answer -> answer.sessions().orElseThrow(NoSession::new));
    return Future.all(security, open)
        .map(both -> checked(signedIn(request, open.result().person()), security.result(), open.result()))
        .recover(failure -> failure instanceof NoSession
            ? Future.failedFuture(failure)
            : sessions.personOf(request)
                .map(person -> person.map(who -> signedIn(request, who)).orElseThrow(NoSession::new)));
  }

  private Page checked(Page page, Security security, ShowSessions.Sessions open) {
    Open last = open.sessions().stream().max(Comparator.comparing(Open::since)).orElseThrow(NoSession::new);
    return page
        .with("checked", true)
        .with("twoFactor", security.twoFactor())
        .with("recoveryCodes", Text.of("recovery.left").with("count", security.recoveryCodes()))
        .with("unsaved", security.recoveryCodesUnsaved())
        .with("few", security.fewRecoveryCodes())
        .with("browsers", Text.of("home.browsers.count").with("count", open.sessions().size()))
        .with("lastLogin", Text.of("home.last-login.what")
            .with("when", details.time(last.since()))
            .with("browser", details.browser(last.userAgent())));
  }

  private static Page signedIn(Request request, Person person) {
    return Page.of("home").of(person, request);
  }

  private Page visiting(Request request) {
    return Page.of("home")
        .notice(Notice.of(request, EnumSet.of(Notice.LOGGED_OUT, Notice.ACCOUNT_DELETED)))
        .with("signUp", signUpOpen);
  }
}
