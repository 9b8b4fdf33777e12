package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /settings/security/deactivate}: turns two-factor off for whoever has a current code. */
public final class DeactivateHandler {
  public static final String PATH = SecurityHandler.DEACTIVATE_PATH;

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Catalogue texts;

  public DeactivateHandler(Bus bus, Mint mint, Pages pages, Catalogue texts) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
  }

  public Future<Reply> show(Request request) {
    return page(request, page -> page);
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form(), texts);
    Deactivate question = new Deactivate(mint.operationId(), request.secret(Cookie.SESSION), proof.code());
    return Deactivate.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? proof.again(why, answer.retryAfter(), (status, problem) -> again(request, status, problem))
        : switch ((Deactivate.Outcome) answer.outcome()) {
          case NO_SESSION -> logInFirst();
          case DEACTIVATED, ALREADY_OFF -> Notice.DEACTIVATED.on(Reply.seeOther(SecurityHandler.PATH)).now();
        });
  }

  private Future<Reply> again(Request request, int status, Problem found) {
    return page(request, page -> page.refused(status, List.of(found)));
  }

  /** The page while there is something to turn off; else the Security page says that there is not. */
  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    Secret session = request.secret(Cookie.SESSION);
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(session)).compose(answer -> {
      if (answer.security().isEmpty()) {
        return logInFirst();
      }
      Security security = answer.security().get();
      return security.twoFactor()
          ? pages.reply(request, change.apply(Page.of("deactivate").of(security.person()).formKey(session)))
          : Reply.seeOther(SecurityHandler.PATH).now();
    });
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
