package dev.ally.web.mailed;

import dev.ally.contract.Bus;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /signup/confirm}: completes a sign-up by its mailed link and the password that was chosen then. */
public final class ConfirmSignUpHandler {
  public static final String PATH = "/signup/confirm";

  private static final String PASSWORD = "password";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Texts texts;
  private final MailedLink link;

  public ConfirmSignUpHandler(Bus bus, Mint mint, Pages pages, Texts texts) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.link = new MailedLink(bus, pages, FindLink.Kind.SIGN_UP);
  }

  public Action entrance() {
    return link.entrance(request -> page(request, page -> page));
  }

  public Future<Reply> submit(Request request) {
    Secret session = mint.token();
    CompleteSignUp question = new CompleteSignUp(
        mint.operationId(), request.secret(Cookie.LINK), request.form().secret(PASSWORD), request.caller(), session,
        request.secret(Cookie.SESSION));
    return CompleteSignUp.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(LocalPath.HOME)
          .set(Cookie.SESSION, session)
          .set(Cookie.BROWSER, request.caller().browser())
          .clear(Cookie.LINK)
          .now();
      case WRONG_PASSWORD -> refused(request, 422, texts.say(
          question.password().isEmpty() ? "confirm-sign-up.missing" : "password.wrong"));
      case WAIT -> refused(request, 429, texts.tooMany(answer.retryAfter()))
          .map(reply -> reply.retryAfter(answer.retryAfter()));
      case EXPIRED -> link.expired(request);
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    return refused(request, 403, texts.say("too-old"));
  }

  private Future<Reply> refused(Request request, int status, String problem) {
    return page(request, page -> page.refused(status, List.of(new Problem(PASSWORD, problem))));
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    return link.whileGood(request, email -> pages.reply(request, change.apply(
        Page.of("confirm-sign-up").formKey(request.secret(Cookie.LINK)).with("email", email))));
  }
}
