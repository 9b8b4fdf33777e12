package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.language.Text;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.time.Clock;

/**
 * {@code /undo}: turns two-factor off again, given the link in the email about turning it on and the password. Where
 * the undo has to wait, the page says when it takes effect.
 */
public final class UndoHandler {
  private final Bus bus;
  private final Mint mint;
  private final MailedLink link;
  private final PageForm form;

  public UndoHandler(Bus bus, Mint mint, Pages pages, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    Details details = new Details(clock);
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.UNDO, Page.of("undo"),
        (page, found) -> found.undoAt()
            .map(at -> Page.of("undo-waits").with("when", Text.of("undo-waits.when").with("when", details.time(at))))
            .orElse(page));
    this.form = link.form(Field.PASSWORD);
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    UndoTwoFactor question = new UndoTwoFactor(
        mint.operationId(), MailedLink.of(request), request.form().secret(Field.PASSWORD), request.requestInfo());
    return UndoTwoFactor.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case UNDONE -> MailedLink.logInAnew(request, Notice.UNDONE);
      case WAITING -> link.anew(request).now();
      case WRONG_PASSWORD -> form.wrongPassword(request);
      case WAIT -> form.tooMany(request, answer.retryAfter());
      case EXPIRED -> link.expired(request);
    });
  }
}
