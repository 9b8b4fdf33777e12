package dev.ally.web.login;

import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Gate;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The page "Log in". */
final class LoginView {
  private static final Set<Notice> NOTICES = EnumSet.of(
      Notice.LOGIN_EXPIRED, Notice.LOGIN_DEAD, Notice.RESET_ASKED, Notice.SIGN_UP_MAILED, Notice.PASSWORD_RESET,
      Notice.UNDONE, Notice.UNDO_STOPPED, Notice.EMAIL_CHANGED, Notice.BROWSER_ADMITTED);

  private final Pages pages;
  private final Catalogue texts;
  private final boolean signUpOpen;

  LoginView(Pages pages, Catalogue texts, boolean signUpOpen) {
    this.pages = pages;
    this.texts = texts;
    this.signUpOpen = signUpOpen;
  }

  Future<Reply> fresh(Request request, LoginForm form) {
    return pages.replyAlike(request, page(request, form).notice(Notice.of(request, NOTICES)));
  }

  /** Nobody is told which of the two was wrong. */
  Future<Reply> notRight(Request request, LoginForm form) {
    return refused(request, form, 422, new Problem("password", texts.say("login.refused")));
  }

  /** Whether there is such an account, or the password was right, is not told. */
  Future<Reply> linkNeeded(Request request, LoginForm form) {
    return refused(request, form, 422, new Problem("password", texts.say("login.link-needed")));
  }

  Future<Reply> tooMany(Request request, LoginForm form, Duration wait) {
    return refused(request, form, 429, new Problem("password", texts.tooMany(wait)))
        .map(reply -> reply.retryAfter(wait));
  }

  Future<Reply> tooOld(Request request, LoginForm form) {
    return refused(request, form, 403, new Problem("password", texts.say(Gate.whyAgain(request))));
  }

  private Future<Reply> refused(Request request, LoginForm form, int status, Problem problem) {
    return pages.reply(request, page(request, form).refused(status, List.of(problem)));
  }

  private Page page(Request request, LoginForm form) {
    return Page.of("login")
        .formKey(request.visitorToken())
        .with("email", form.email())
        .with("next", form.next().text())
        .with("signUp", signUpOpen);
  }
}
