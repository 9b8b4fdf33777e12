package dev.ally.web.oauth2;

import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.language.Text;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;

/**
 * Pages that say why a login to an application, or a logout of one, cannot go on. A person who is signed in reads them
 * in the language of the account.
 */
public final class ApplicationErrors {
  private static final int NOT_UNDERSTOOD = 400;

  private final Sessions sessions;
  private final Pages pages;

  public ApplicationErrors(Sessions sessions, Pages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  /** Says what the application's developer must change; nothing of it goes to an address that is not known. */
  Future<Reply> unknown(Request request, BeginAuthorization.Answer answer) {
    return forDevelopers(request, answer.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** @param what names the texts that say what is wrong */
  Future<Reply> forDevelopers(Request request, String what) {
    return reply(request, page(what, NOT_UNDERSTOOD).with("developer", Text.of(texts(what) + ".developer")));
  }

  /** There is nothing that a developer could change. */
  public Future<Reply> expired(Request request) {
    return reply(request, page("expired", NOT_UNDERSTOOD));
  }

  /** @param what names the texts that say what is wrong */
  public Future<Reply> say(Request request, String what, int status) {
    return reply(request, page(what, status));
  }

  private static Page page(String what, int status) {
    return Page.of("application-error")
        .status(status)
        .with("title", Text.of(texts(what) + ".title"))
        .with("text", Text.of(texts(what) + ".text"));
  }

  private static String texts(String what) {
    return "application-error." + what;
  }

  /** Where it cannot be found out who is signed in, it is the page of a visitor. */
  private Future<Reply> reply(Request request, Page page) {
    return sessions.personOf(request).otherwise(Optional.empty()).compose(person ->
        pages.reply(request, person.map(known -> page.of(known, request)).orElse(page)));
  }
}
