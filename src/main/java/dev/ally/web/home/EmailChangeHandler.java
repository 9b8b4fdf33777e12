package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.PageForm;
import io.vertx.core.Future;

/** {@code /settings/profile/email/…}: mails the link of a change of email again, or cancels the change. */
public final class EmailChangeHandler {
  private final Bus bus;
  private final Mint mint;
  private final PageForm profile;

  /** @param profile the page with both buttons */
  public EmailChangeHandler(Bus bus, Mint mint, PageForm profile) {
    this.bus = bus;
    this.mint = mint;
    this.profile = profile;
  }

  public Future<Reply> again(Request request) {
    ResendEmailChange question =
        new ResendEmailChange(mint.operationId(), request.secret(Cookie.SESSION), request.requestInfo());
    return ResendEmailChange.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case SENT -> EmailHandler.asked(answer.retryAfter()).now();
      case NOT_WAITING -> Notice.NOTHING_CHANGED.on(Reply.seeOther(Paths.PROFILE)).now();
      case WAIT -> profile.tooMany(request, answer.retryAfter());
    });
  }

  public Future<Reply> cancel(Request request) {
    CancelEmailChange question = new CancelEmailChange(request.secret(Cookie.SESSION), request.requestInfo());
    return CancelEmailChange.OPERATION.ask(bus, question).map(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case CANCELLED -> Notice.EMAIL_CHANGE_CANCELLED.on(Reply.seeOther(Paths.PROFILE));
    });
  }
}
