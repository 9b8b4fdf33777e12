package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.function.Function;

/** {@code /settings/security}: the state of two-factor authentication, and the choice of its method. */
public final class SecurityHandler {
  public static final String PATH = "/settings/security";
  /** Where turning it on goes on. */
  public static final String LINK_PATH = PATH + "/link";
  /** Where turning it off goes on. */
  public static final String DEACTIVATE_PATH = PATH + "/deactivate";
  /** Where recovery codes are shown and replaced. */
  public static final String RECOVERY_PATH = PATH + "/recovery";

  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final SecurityView view;

  public SecurityHandler(Bus bus, Mint mint, Pages pages, Catalogue texts, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.view = new SecurityView(pages, texts, clock);
  }

  public Future<Reply> show(Request request) {
    return withSecurity(request, security -> view.fresh(request, security));
  }

  public Future<Reply> submit(Request request) {
    MethodForm form = MethodForm.of(request.form());
    return form.method()
        .map(method -> change(request, form, method))
        .orElseGet(() -> withSecurity(request, security -> view.refused(
            request, security, SecurityView.present(security), 422,
            new Problem("method", texts.say("security.method.missing")))));
  }

  private Future<Reply> change(Request request, MethodForm form, Method method) {
    ChangeMethod question = new ChangeMethod(
        mint.operationId(), request.secret(Cookie.SESSION), method, form.password(), request.requestInfo());
    return ChangeMethod.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case NOTHING_CHANGED -> Notice.NOTHING_CHANGED.on(Reply.seeOther(PATH)).now();
      case WRONG_PASSWORD -> again(request, method, 422, wrongPassword(form));
      case WAIT -> again(request, method, 429, new Problem("password", texts.tooMany(answer.retryAfter())))
          .map(reply -> reply.retryAfter(answer.retryAfter()));
      case LINK -> Reply.seeOther(LINK_PATH).now();
      case CODE_NEEDED -> Reply.seeOther(DEACTIVATE_PATH).now();
    });
  }

  private Problem wrongPassword(MethodForm form) {
    return new Problem("password", texts.say(form.password().isEmpty() ? "password.missing" : "password.wrong"));
  }

  private Future<Reply> again(Request request, Method chosen, int status, Problem problem) {
    return withSecurity(request, security -> view.refused(request, security, chosen, status, problem));
  }

  private Future<Reply> withSecurity(Request request, Function<Security, Future<Reply>> page) {
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(request.secret(Cookie.SESSION)))
        .compose(answer -> answer.security().map(page).orElseGet(SecurityHandler::logInFirst));
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
