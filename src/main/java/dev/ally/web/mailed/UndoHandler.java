package dev.ally.web.mailed;

import dev.ally.contract.Bus;
import dev.ally.contract.FindLink;
import dev.ally.contract.UndoTwoFactor;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /undo}: turns two-factor off again by the link of the mail that told of turning it on, and the password. */
public final class UndoHandler {
  public static final String PATH = "/undo";

  private static final String PASSWORD = "password";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Texts texts;
  private final MailedLink link;

  public UndoHandler(Bus bus, Mint mint, Pages pages, Texts texts) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.link = new MailedLink(bus, pages, FindLink.Kind.UNDO);
  }

  public Action entrance() {
    return link.entrance(request -> page(request, page -> page));
  }

  public Future<Reply> submit(Request request) {
    UndoTwoFactor question = new UndoTwoFactor(
        mint.operationId(), request.secret(Cookie.LINK), request.form().secret(PASSWORD), request.caller());
    return UndoTwoFactor.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case UNDONE -> Notice.UNDONE.on(Reply.seeOther("/login"))
          .clear(Cookie.LINK)
          .clear(Cookie.SESSION)
          .clear(Cookie.PENDING)
          .now();
      case WRONG_PASSWORD -> refused(request, 422, texts.say(
          question.password().isEmpty() ? "password.missing" : "password.wrong"));
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
        Page.of("undo").formKey(request.secret(Cookie.LINK)).with("email", email))));
  }
}
