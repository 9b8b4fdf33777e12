package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;

/** {@code /settings/profile/delete}: deletes the account, given the password and, with two-factor on, a code. */
public final class DeleteHandler {
  private final Bus bus;
  private final Mint mint;
  private final PageForm form;

  /** @param mail whether mail is configured, so that the deletion is confirmed by email */
  public DeleteHandler(Bus bus, Mint mint, Sessions sessions, Pages pages, boolean mail) {
    this.bus = bus;
    this.mint = mint;
    this.form = PageForm.ofSession(pages, Field.PASSWORD, request -> sessions.security(request)
        .map(security -> Page.of("delete")
            .of(security, request)
            .with("mail", mail)));
  }

  public Future<Reply> show(Request request) {
    return form.show(request);
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form());
    DeleteOwnAccount question = new DeleteOwnAccount(
        mint.operationId(), request.secret(Cookie.SESSION), request.form().secret(Field.PASSWORD), proof.code(),
        request.requestInfo());
    return DeleteOwnAccount.OPERATION.ask(bus, question, request.gone()).compose(answer ->
        answer.outcome() instanceof FactorRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((DeleteOwnAccount.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case DELETED -> Notice.ACCOUNT_DELETED.on(Reply.seeOther(LocalPath.HOME)).clear(Cookie.SESSION).now();
        });
  }
}
