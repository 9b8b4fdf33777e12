package dev.ally.web.home;

import dev.ally.contract.account.Person;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.EnumSet;

/** {@code /}: a greeting for a person who is signed in; otherwise links to log in and, where it is open, to sign up. */
public final class HomeHandler {
  private final Sessions sessions;
  private final Pages pages;
  private final boolean signUpOpen;

  public HomeHandler(Sessions sessions, Pages pages, boolean signUpOpen) {
    this.sessions = sessions;
    this.pages = pages;
    this.signUpOpen = signUpOpen;
  }

  public Future<Reply> show(Request request) {
    return sessions.personOf(request)
        .compose(person -> pages.reply(request, person.map(who -> signedIn(request, who)).orElse(visiting(request))));
  }

  private static Page signedIn(Request request, Person person) {
    return Page.of("home").of(person).formKey(request.secret(Cookie.SESSION));
  }

  private Page visiting(Request request) {
    return Page.of("home")
        .notice(Notice.of(request, EnumSet.of(Notice.LOGGED_OUT, Notice.ACCOUNT_DELETED)))
        .with("signUp", signUpOpen);
  }
}
