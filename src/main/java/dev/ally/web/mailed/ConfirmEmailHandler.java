package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /email}: gives an account the email to which this link was mailed, and signs nobody in. */
public final class ConfirmEmailHandler {
  public static final String PATH = "/email";

  private final Bus bus;
  private final Mint mint;
  private final MailedLink link;

  public ConfirmEmailHandler(Bus bus, Mint mint, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.link = new MailedLink(
        bus, pages, FindMailedLink.Kind.EMAIL, PATH, Page.of("confirm-email"));
  }

  public Action entrance() {
    return link.entrance();
  }

  /** Whoever asked for it in this browser goes on there; anybody else logs in with the new email. */
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
