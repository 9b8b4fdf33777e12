package dev.ally.web.guard;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;

/** Lets a request reach its action only with the cookie that it acts for, and a form only with a valid form token. */
public final class Gate {
  private final Sessions sessions;

  public Gate(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * For a page of a session. The action asks whether the session is still open, and fails with {@link NoSession} when
   * it is not.
   *
   * @param page where the login leads back to
   */
  public Action session(String page, Action action) {
    LocalPath next = new LocalPath(page);
    return request -> request.find(Cookie.SESSION).isPresent()
        ? live(request, next, action)
        : Reply.logInFirst(next).now();
  }

  /**
   * For a form that acts for a session.
   *
   * @param page the page with the form; it is shown again when the form was made under an earlier session
   */
  public Action formOfSession(String page, Action action) {
    LocalPath anew = new LocalPath(page);
    return request -> switch (check(request, request.secret(Cookie.SESSION))) {
      case VALID -> live(request, anew, action);
      case STALE -> withSession(request, anew, Future.succeededFuture(Reply.seeOther(anew)));
      case FOREIGN, MISSING -> withSession(request, anew, Future.failedFuture(new Refused(Refusal.FOREIGN)));
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

  private Future<Reply> withSession(Request request, LocalPath next, Future<Reply> live) {
    return sessions.personOf(request)
        .compose(person -> person.isPresent() ? live : Future.succeededFuture(Reply.logInFirst(next)));
  }

  /** The reply of the action; without a session, the redirect to the login. */
  private static Future<Reply> live(Request request, LocalPath next, Action action) {
    return action.answer(request).recover(failure -> failure instanceof NoSession
        ? Reply.logInFirst(next).now()
        : Future.failedFuture(failure));
  }

  private static FormToken.Verdict check(Request request, Secret key) {
    return FormToken.check(request.form().text(Field.CSRF), request.visitorToken(), key);
  }
}
