package dev.ally.web.guard;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Lets a request reach its action only with the cookie that it acts for, and a form only with a valid form token. */
public final class Gate {
  private final Sessions sessions;
  private final UnaryOperator<Reply> sessionOver;
  private final UnaryOperator<Reply> formTooOld;

  /**
   * @param sessionOver lets the login say that the session has ended
   * @param formTooOld lets the page say that its form was made under an earlier session
   */
  public Gate(Sessions sessions, UnaryOperator<Reply> sessionOver, UnaryOperator<Reply> formTooOld) {
    this.sessions = sessions;
    this.sessionOver = sessionOver;
    this.formTooOld = formTooOld;
  }

  /**
   * For a page of a session. The action asks whether the session is still open, and fails with {@link NoSession} when
   * it is not, or is held: then the Security page comes first.
   *
   * @param page where the login leads back to
   */
  public Action session(String page, Action action) {
    return request -> request.find(Cookie.SESSION).isPresent()
        ? live(request, page, action)
        : Reply.logInFirst(anew(request, page)).now();
  }

  /**
   * For a form that acts for a session.
   *
   * @param page the page with the form; it is shown again, with what may be kept of the form, when the form was made
   *     under an earlier session
   */
  public Action formOfSession(String page, Action action) {
    return request -> switch (check(request, request.secret(Cookie.SESSION))) {
      case VALID -> live(request, page, action);
      case STALE -> withSession(request, page, formTooOld.apply(Reply.seeOther(anew(request, page))).now());
      case FOREIGN, MISSING -> withSession(request, page, Future.failedFuture(new Refused(Refusal.FOREIGN)));
    };
  }

  /**
   * For a form for visitors, who are not signed in.
   *
   * @param tooOld shows the form again, with what was typed, and says why: {@link #whyAgain}
   */
  public Action formOfVisitor(Action action, Action tooOld) {
    return request -> keyed(request, request.secret(Cookie.VISITOR), action, tooOld);
  }

  /** For a form of any page, which acts for the browser. A form of an earlier session or login counts too. */
  public Action formOfBrowser(Action action) {
    return request -> switch (check(request, request.secret(Cookie.VISITOR))) {
      case VALID, STALE -> action.answer(request);
      case FOREIGN, MISSING -> throw new Refused(Refusal.FOREIGN);
    };
  }

  /** The id of the text that says why a visitor's form is shown again: it is too old, or the browser sent no cookie. */
  public static String whyAgain(Request request) {
    return request.find(Cookie.VISITOR).isPresent() ? "too-old" : "no-cookies";
  }

  /**
   * For a form that acts for a pending login, as {@link #formOfVisitor}. Without a pending login the action itself says
   * so.
   */
  public Action formOfPendingLogin(Action action, Action tooOld) {
    return request -> request.find(Cookie.PENDING)
        .map(pending -> keyed(request, pending, action, tooOld))
        .orElseGet(() -> action.answer(request));
  }

  /**
   * For a form that acts for one of the mailed links that this browser holds. The form is never shown again for another
   * link: it would act on another account than the page named.
   */
  public Action formOfLink(Action action) {
    return request -> {
      if (check(request, Secret.empty()) == FormToken.Verdict.MISSING) {
        throw new Refused(Refusal.FOREIGN);
      }
      if (OpenedMailedLinks.of(request).ofForm(request).isEmpty()) {
        throw linkNotHeld(request);
      }
      return action.answer(request);
    };
  }

  /** Why the page or the form of a mailed link cannot be served to this browser. */
  public static Refused linkNotHeld(Request request) {
    return new Refused(request.cookies().isEmpty() ? Refusal.NO_COOKIES : Refusal.LINK_NOT_HELD);
  }

  private Future<Reply> keyed(Request request, Secret key, Action action, Action tooOld) {
    return switch (check(request, key)) {
      case VALID -> action.answer(request);
      case STALE, FOREIGN -> tooOld.answer(request);
      case MISSING -> throw new Refused(Refusal.FOREIGN);
    };
  }

  private Future<Reply> withSession(Request request, String page, Future<Reply> live) {
    return sessions.find(request).compose(found ->
        found.person().isPresent() || found.held().isPresent() ? live : logInAgain(request, page).now());
  }

  /** The reply of the action; without a session, the redirect to the login, and with a held one to what it reaches. */
  private Future<Reply> live(Request request, String page, Action action) {
    return action.answer(request).recover(failure -> failure instanceof NoSession
        ? sessions.find(request).map(found -> found.held().isPresent()
            ? Reply.seeOther(Paths.SECURITY)
            : logInAgain(request, page))
        : Future.failedFuture(failure));
  }

  /** The login, which says that the session has ended, and leads back to the page. */
  private Reply logInAgain(Request request, String page) {
    return sessionOver.apply(Reply.logInFirst(anew(request, page)));
  }

  /** The page with what the request has chosen or typed, as far as that may stand in an address. */
  private static LocalPath anew(Request request, String page) {
    String kept = Field.KEPT.stream()
        .flatMap(field -> request.fields().find(field).filter(value -> !value.isEmpty()).stream()
            .map(value -> field.id() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
        .collect(Collectors.joining("&"));
    return kept.isEmpty() ? new LocalPath(page) : LocalPath.of(page + "?" + kept).orElseGet(() -> new LocalPath(page));
  }

  /** A form that comes from another site is refused whatever its token, also at an address that takes such forms. */
  private static FormToken.Verdict check(Request request, Secret key) {
    if (request.foreign()) {
      throw new Refused(Refusal.FOREIGN);
    }
    return FormToken.check(request.form().text(Field.CSRF), request.visitorToken(), key);
  }
}
