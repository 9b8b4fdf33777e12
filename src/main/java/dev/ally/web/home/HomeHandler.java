package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.account.ShowHome.Home;
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
    return ShowHome.OPERATION.ask(bus, new ShowHome(request.secret(Cookie.SESSION)))
        .map(answer -> answer.home().orElseThrow(NoSession::new))
        .map(home -> checked(signedIn(request, home.person()), home))
        .recover(failure -> failure instanceof NoSession
            ? Future.failedFuture(failure)
            : sessions.personOf(request)
                .map(person -> person.map(who -> signedIn(request, who)).orElseThrow(NoSession::new)));
  }

  private Page checked(Page page, Home home) {
    return page
        .with("checked", true)
        .with("twoFactor", home.twoFactor())
        .with("recoveryCodes", Text.of("recovery.left").with("count", home.recoveryCodes()))
        .with("unsaved", home.recoveryCodesUnsaved())
        .with("few", home.fewRecoveryCodes())
        .with("browsers", Text.of("home.browsers.count").with("count", home.sessions()))
        .with("lastLogin", Text.of("home.last-login.what")
            .with("when", details.time(home.lastLogin()))
            .with("browser", details.browser(home.userAgent())));
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
