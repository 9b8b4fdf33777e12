package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /email}: gives the account the email address to which the link was mailed. It does not sign in. */
public final class ConfirmEmailHandler {
  private final Bus bus;
  private final Mint mint;
  private final MailedLink link;

  public ConfirmEmailHandler(Bus bus, Mint mint, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.EMAIL, Page.of("confirm-email"));
  }

  public Action entrance() {
    return link.entrance();
  }

  /** Goes on to the profile. A browser without a session logs in first, with the new email address. */
  public Future<Reply> submit(Request request) {
    ConfirmEmailChange question =
        new ConfirmEmailChange(mint.operationId(), MailedLink.of(request), request.requestInfo());
    return ConfirmEmailChange.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case CHANGED -> MailedLink
          .forget(request, Notice.EMAIL_CHANGED.on(Reply.seeOther(Paths.PROFILE))).now();
      case EXPIRED -> link.expired(request);
    });
  }
}
