package dev.ally.web.oauth2;

import dev.ally.contract.account.Person;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.ParkedRequest;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Function;

/** The pages that stand between an application and its answer. */
final class AuthorizePages {
  private static final int REFUSED = 403;
  private static final String TITLE = "title";
  /** The scopes that the catalogue has words for. */
  private static final Set<String> KNOWN_SCOPES = Set.of("openid", "profile", "email", "groups", "offline_access");

  private final Sessions sessions;
  private final Pages pages;

  AuthorizePages(Sessions sessions, Pages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  /** The Security page asks for the password, then links an authenticator, and leads back. */
  Reply enrol(ParkedRequest parked) {
    return Reply.seeOther(
        parked.path().after(Paths.SECURITY).text() + "&" + Field.METHOD.id() + "=authenticator");
  }

  Future<Reply> consent(Request request, ParkedRequest parked, ContinueAuthorization.Answer answer) {
    return ofPerson(request, parked, person -> about("consent", parked, answer)
        .with("host", answer.clientHost())
        .with("scopes", answer.scopes().stream().map(AuthorizePages::scope).toList())
        .of(person, request));
  }

  private static Text scope(String scope) {
    return KNOWN_SCOPES.contains(scope)
        ? Text.of("consent.scope." + scope)
        : Text.of("consent.scope.other").with("scope", scope);
  }

  Future<Reply> notInGroup(Request request, ParkedRequest parked, ContinueAuthorization.Answer answer) {
    return ofPerson(request, parked, person -> about("not-in-group", parked, answer)
        .status(REFUSED)
        .of(person, request));
  }

  private static Page about(String template, ParkedRequest parked, ContinueAuthorization.Answer answer) {
    return Page.of(template)
        .with(TITLE, Text.of(template + ".title").with("application", answer.clientName()))
        .with("application", answer.clientName())
        .with("request", parked.token().revealText())
        .with("login", parked.path().after(Paths.LOGIN).text());
  }

  /** A session that has ended meanwhile leads to the login. */
  private Future<Reply> ofPerson(Request request, ParkedRequest parked, Function<Person, Page> page) {
    return sessions.personOf(request).compose(person -> person
        .map(known -> pages.reply(request, page.apply(known)))
        .orElseGet(() -> Reply.logInFirst(parked.path()).now()));
  }
}
