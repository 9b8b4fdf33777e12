package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.Deactivate;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.function.UnaryOperator;

/** {@code /settings/security/deactivate}: turns two-factor off, given a current code or a recovery code. */
public final class DeactivateHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final PageForm form;

  public DeactivateHandler(Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.form = new PageForm(Field.TOTP, this::page);
  }

  public Future<Reply> show(Request request) {
    return sessions.security(request).compose(security -> security.required()
        ? Reply.seeOther(Paths.SECURITY).now()
        : form.show(request));
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form());
    Deactivate question = new Deactivate(
        mint.operationId(), request.secret(Cookie.SESSION), proof.code(), request.requestInfo());
    return Deactivate.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((Deactivate.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case REQUIRED -> form.refused(request, Problem.ofNoField(SecurityView.REQUIRED));
          case DEACTIVATED, ALREADY_OFF -> Notice.DEACTIVATED.on(Reply.seeOther(Paths.SECURITY)).now();
        });
  }

  /** The page while two-factor is on; otherwise the Security page, which says that it is off. */
  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    return sessions.security(request).compose(security -> security.twoFactor()
        ? pages.reply(request, change.apply(
            Page.of("deactivate").of(security.person(), request).codeDigits(security.codeDigits())))
        : Reply.seeOther(Paths.SECURITY).now());
  }
}
