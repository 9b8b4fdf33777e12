package dev.ally.web.mailed;

import dev.ally.config.Limits;
import dev.ally.contract.Bus;
import dev.ally.contract.FindLink;
import dev.ally.contract.ResetPassword;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /reset}: chooses a new password by a mailed link, and signs nobody in. */
public final class ResetHandler {
  public static final String PATH = "/reset";

  private static final String CHOSEN = "new_password";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Texts texts;
  private final Limits limits;
  private final PasswordProblem password;
  private final MailedLink link;

  public ResetHandler(Bus bus, Mint mint, Pages pages, Texts texts, Limits limits) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.limits = limits;
    this.password = new PasswordProblem(texts, limits);
    this.link = new MailedLink(bus, pages, FindLink.Kind.RESET);
  }

  public Action entrance() {
    return link.entrance(request -> page(request, page -> page));
  }

  public Future<Reply> submit(Request request) {
    ResetPassword question = new ResetPassword(
        mint.operationId(), request.secret(Cookie.LINK), request.form().secret(CHOSEN), request.caller());
    return ResetPassword.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case CHANGED -> Notice.PASSWORD_RESET.on(Reply.seeOther("/login"))
          .clear(Cookie.LINK)
          .clear(Cookie.SESSION)
          .clear(Cookie.PENDING)
          .now();
      case REFUSED -> refused(request, 422, password.words(answer.problem().orElseThrow()));
      case EXPIRED -> link.expired(request);
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    return refused(request, 403, texts.say("too-old"));
  }

  private Future<Reply> refused(Request request, int status, String problem) {
    return page(request, page -> page.refused(status, List.of(new Problem(CHOSEN, problem))));
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    return link.whileGood(request, email -> pages.reply(request, change.apply(Page.of("reset")
        .formKey(request.secret(Cookie.LINK))
        .with("email", email)
        .with("passwordMinimum", limits.passwordMinimum()))));
  }
}
