package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.StopUndo;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Clock;

/**
 * {@code /undo/stop}: stops a pending undo of two-factor, given the link in the email about it and a code or a recovery
 * code. It does not sign in.
 */
public final class StopUndoHandler {
  private final Bus bus;
  private final Mint mint;
  private final MailedLink link;
  private final PageForm form;

  public StopUndoHandler(Bus bus, Mint mint, Pages pages, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    Details details = new Details(clock);
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.STOP_UNDO, Page.of("stop-undo"),
        (page, found) -> page
            .with("when", found.undoAt().<Object>map(details::time).orElse(""))
            .codeDigits(found.codeDigits()));
    this.form = link.form(Field.TOTP);
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form());
    StopUndo question =
        new StopUndo(mint.operationId(), MailedLink.of(request), proof.code(), request.requestInfo());
    return StopUndo.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((StopUndo.Outcome) answer.outcome()) {
          case STOPPED -> MailedLink.forget(request, Notice.UNDO_STOPPED.on(Reply.seeOther(Paths.LOGIN))).now();
          case EXPIRED -> link.expired(request);
        });
  }
}
