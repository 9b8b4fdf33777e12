package dev.ally.web.mailed;

import dev.ally.contract.Bus;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;

/** {@code /signup/confirm}: completes a sign-up by its mailed link and the password that was chosen then. */
public final class ConfirmSignUpHandler {
  public static final String PATH = "/signup/confirm";

  private final Bus bus;
  private final Mint mint;
  private final Texts texts;
  private final MailedLink link;

  public ConfirmSignUpHandler(Bus bus, Mint mint, Pages pages, Texts texts) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.link = new MailedLink(
        bus, pages, texts, FindLink.Kind.SIGN_UP, PATH, Page.of("confirm-sign-up"), Field.PASSWORD.id());
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    Secret session = mint.token();
    CompleteSignUp question = new CompleteSignUp(
        mint.operationId(), request.secret(Cookie.LINK), request.form().secret(Field.PASSWORD), request.caller(),
        session, request.secret(Cookie.SESSION));
    return CompleteSignUp.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(LocalPath.HOME)
          .set(Cookie.SESSION, session)
          .set(Cookie.BROWSER, request.caller().newBrowser())
          .clear(Cookie.LINK)
          .now();
      case WRONG_PASSWORD -> link.refused(request, texts.say(
          question.password().isEmpty() ? "confirm-sign-up.missing" : "password.wrong"));
      case WAIT -> link.tooMany(request, answer.retryAfter());
      case EXPIRED -> link.expired(request);
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    return link.tooOld(request);
  }
}
