package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.NewAccount;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.RequestedMail;
import io.vertx.core.Future;

/** {@code /forgot}: asks for a mailed link to a new password. Without mail, the page says to ask the operator. */
public final class ForgotHandler {
  private final Bus bus;
  private final Mint mint;
  private final boolean offered;
  private final PageForm form;

  /** @param offered whether mail is configured */
  public ForgotHandler(Bus bus, Mint mint, Pages pages, boolean offered) {
    this.bus = bus;
    this.mint = mint;
    this.offered = offered;
    this.form = PageForm.ofVisitor(pages, Field.EMAIL, request -> Page.of("forgot")
        .with("offered", offered)
        .with("next", LocalPath.wantedBy(request).text())
        .with("login", LocalPath.wantedBy(request).after(Paths.LOGIN).text())
        .with("email", request.form().find(Field.EMAIL).orElseGet(() -> RequestedMail.addressOf(request))));
  }

  public PageForm form() {
    return form;
  }

  /** The answer is the same whether an account has that address or not. */
  public Future<Reply> submit(Request request) {
    if (!offered) {
      return Reply.seeOther(Paths.FORGOT).now();
    }
    AskPasswordReset question =
        new AskPasswordReset(mint.operationId(), request.form().text(Field.EMAIL), request.requestInfo());
    return AskPasswordReset.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case ASKED -> new RequestedMail(RequestedMail.Kind.RESET, question.email()).sent(request).now();
      case MALFORMED_EMAIL -> form.refused(request, EmailProblem.words(answer.problem().orElse(NewAccount.Problem.EMAIL_MALFORMED)));
      case WAIT -> form.tooMany(request, answer.retryAfter());
      case NOT_OFFERED -> form.show(request, page -> page.with("offered", false));
    });
  }
}
