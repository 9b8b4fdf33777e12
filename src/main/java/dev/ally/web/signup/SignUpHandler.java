package dev.ally.web.signup;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /signup}, where it is open. */
public final class SignUpHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final boolean open;
  private final SignUpView view;

  public SignUpHandler(Bus bus, Mint mint, Sessions sessions, Pages pages, Catalogue texts, Settings settings) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.open = settings.signUp() != Settings.SignUp.CLOSED;
    this.view = new SignUpView(
        pages, texts, settings.signUp() == Settings.SignUp.CONFIRMED);
  }

  public Future<Reply> show(Request request) {
    requireOpen();
    return sessions.personOf(request).compose(person -> person.isPresent()
        ? Reply.seeOther(LocalPath.wantedBy(request)).now()
        : view.fresh(request));
  }

  public Future<Reply> submit(Request request) {
    requireOpen();
    return sessions.personOf(request).compose(person -> person.isPresent()
        ? Reply.seeOther(LocalPath.HOME).now()
        : signUp(request, SignUpForm.of(request.form())));
  }

  private Future<Reply> signUp(Request request, SignUpForm form) {
    Secret session = mint.token();
    SignUp question = new SignUp(
        mint.operationId(), form.account(), request.requestInfo(), session, request.secret(Cookie.SESSION));
    return SignUp.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(LocalPath.HOME)
          .set(Cookie.SESSION, session)
          .set(Cookie.BROWSER, request.requestInfo().newBrowser())
          .now();
      case MAILED -> Notice.SIGN_UP_MAILED.on(Reply.seeOther("/login")).now();
      case REFUSED -> view.refused(request, form, answer.problems());
      case WAIT -> view.tooMany(request, form, answer.retryAfter());
      case CLOSED -> throw new Refused(Refusal.SIGN_UP_CLOSED);
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    requireOpen();
    return view.tooOld(request, SignUpForm.of(request.form()));
  }

  private void requireOpen() {
    if (!open) {
      throw new Refused(Refusal.SIGN_UP_CLOSED);
    }
  }
}
