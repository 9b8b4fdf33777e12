package dev.ally.web.home;

import dev.ally.contract.Person;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /settings/profile}: what the account says of its owner. {@code /settings} leads here. */
public final class ProfileHandler {
  public static final String PATH = "/settings/profile";

  private final Sessions sessions;
  private final Pages pages;

  public ProfileHandler(Sessions sessions, Pages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  public Future<Reply> lead(Request request) {
    return Reply.seeOther(PATH).now();
  }

  public Future<Reply> show(Request request) {
    return sessions.personOf(request).compose(person -> person
        .map(who -> pages.reply(request, page(request, who)))
        .orElseGet(() -> Reply.logInFirst(new LocalPath(PATH)).now()));
  }

  private static Page page(Request request, Person person) {
    return Page.of("profile").of(person).formKey(request.secret(Cookie.SESSION)).with("atProfile", true);
  }
}
