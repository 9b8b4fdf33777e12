package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.config.Limit;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.ResetPassword;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import io.vertx.core.Future;

/** {@code /reset}: chooses a new password by a mailed link. It does not sign in. */
public final class ResetHandler {
  private final Bus bus;
  private final Mint mint;
  private final WaitingApplications waiting;
  private final MailedLink link;
  private final PageForm form;

  public ResetHandler(Bus bus, Mint mint, Pages pages, WaitingApplications waiting) {
    this.bus = bus;
    this.mint = mint;
    this.waiting = waiting;
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.RESET,
        Page.of("reset").with("passwordMinimum", Limit.PASSWORD_MINIMUM.count()));
    this.form = link.form(Field.NEW_PASSWORD);
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    ResetPassword question = new ResetPassword(
        mint.operationId(), MailedLink.of(request), request.form().secret(Field.NEW_PASSWORD), request.requestInfo());
    return ResetPassword.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case CHANGED -> waiting.afterEmail(request)
          .map(next -> MailedLink.logInAnew(request, Notice.PASSWORD_RESET, next));
      case REFUSED -> form.refused(request, PasswordProblem.words(answer.problem().orElseThrow()));
      case EXPIRED -> link.expired(request);
    });
  }
}
