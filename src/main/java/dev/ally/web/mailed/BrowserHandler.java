package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /login/link}: makes this browser known to the account of the mailed link. It does not sign in. */
public final class BrowserHandler {
  private final Bus bus;
  private final Mint mint;
  private final WaitingApplications waiting;
  private final MailedLink link;

  public BrowserHandler(Bus bus, Mint mint, Pages pages, WaitingApplications waiting) {
    this.bus = bus;
    this.mint = mint;
    this.waiting = waiting;
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.BROWSER, Page.of("browser"));
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    AdmitBrowser question = new AdmitBrowser(mint.operationId(), MailedLink.of(request), request.requestInfo());
    return AdmitBrowser.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case ADMITTED -> waiting.afterEmail(request)
          .map(next -> Notice.BROWSER_ADMITTED.on(Reply.seeOther(next.after(Paths.LOGIN))))
          .map(reply -> MailedLink.forget(request, reply)
              .set(Cookie.BROWSER, request.requestInfo().newBrowser())
              .clear(Cookie.WAITING));
      case EXPIRED -> link.expired(request);
    });
  }
}
