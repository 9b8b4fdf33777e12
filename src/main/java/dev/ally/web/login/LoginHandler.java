package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.account.LogIn;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /login}: the first step. */
public final class LoginHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final LoginView view;

  public LoginHandler(Bus bus, Mint mint, Sessions sessions, Pages pages, Catalogue texts, boolean signUpOpen) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.view = new LoginView(pages, texts, signUpOpen);
  }

  /** Who is signed in already goes straight on. */
  public Future<Reply> show(Request request) {
    LocalPath next = LocalPath.wantedBy(request);
    return sessions.personOf(request).compose(person -> person.isPresent()
        ? Reply.seeOther(next).now()
        : view.fresh(request, LoginForm.empty(next)));
  }

  public Future<Reply> submit(Request request) {
    LoginForm form = LoginForm.of(request);
    Secret token = mint.token();
    LogIn question = new LogIn(
        mint.operationId(), form.email(), form.password(), request.requestInfo(), token,
        request.secret(Cookie.SESSION));
    return LogIn.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(form.next())
          .set(Cookie.SESSION, token)
          .set(Cookie.BROWSER, request.requestInfo().newBrowser())
          .clear(Cookie.PENDING)
          .now();
      case CODE_NEEDED -> Reply.seeOther(form.next().after("/login/code")).set(Cookie.PENDING, token).now();
      case REFUSED -> view.notRight(request, form);
      case LINK_NEEDED -> view.linkNeeded(request, form);
      case WAIT -> view.tooMany(request, form, answer.retryAfter());
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    return view.tooOld(request, LoginForm.of(request));
  }
}
