package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.page.Notice;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** {@code /settings/security}: the state of two-factor authentication, and the choice of its method. */
public final class SecurityHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final WaitingApplications waiting;
  private final SecurityView view;
  private final PageForm form;

  public SecurityHandler(
      Bus bus, Mint mint, Sessions sessions, Pages pages, WaitingApplications waiting, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.waiting = waiting;
    this.view = new SecurityView(clock);
    this.form = PageForm.ofSession(pages, Field.PASSWORD, request -> sessions.securityHeldToo(request)
        .compose(security -> waiting.of(request)
            .map(application -> application.on(view.page(request, security, chosen(request))))));
  }

  public Future<Reply> show(Request request) {
    return sessions.securityHeldToo(request).compose(security -> waiting.of(request).compose(application ->
        pages.reply(request, application.on(view.fresh(request, security, chosen(request))))));
  }

  public Future<Reply> submit(Request request) {
    return chosen(request)
        .map(method -> change(request, method))
        .orElseGet(() -> form.refused(request, new Problem(
            Field.METHOD.id(), Text.of("security.method.missing"))));
  }

  private Future<Reply> change(Request request, Method method) {
    ChangeMethod question = new ChangeMethod(
        mint.operationId(), request.secret(Cookie.SESSION), method, request.form().secret(Field.PASSWORD),
        request.requestInfo());
    return ChangeMethod.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case NOTHING_CHANGED -> Notice.NOTHING_CHANGED.on(Reply.seeOther(Paths.SECURITY)).now();
      case WRONG_PASSWORD -> form.wrongPassword(request);
      case WAIT -> form.tooMany(request, answer.retryAfter());
      case LINK -> Reply.seeOther(LocalPath.wantedBy(request).after(Paths.LINK)).now();
      case REQUIRED -> form.refused(request, new Problem(Field.METHOD.id(), SecurityView.REQUIRED));
      case CODE_NEEDED -> Reply.seeOther(Paths.DEACTIVATE).now();
    });
  }

  /** The method that the form, or the address, names; empty when it names none or an unknown one. */
  private static Optional<Method> chosen(Request request) {
    String typed = request.fields().text(Field.METHOD);
    return Arrays.stream(Method.values())
        .filter(method -> method.name().toLowerCase(Locale.ROOT).equals(typed))
        .findFirst();
  }
}
