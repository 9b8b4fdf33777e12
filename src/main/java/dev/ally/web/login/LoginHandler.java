package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.Person;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.RequestedMail;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** {@code /login}: the first step. */
public final class LoginHandler {
  private static final Set<Notice> NOTICES = EnumSet.of(
      Notice.SESSION_OVER, Notice.LOGIN_EXPIRED, Notice.LOGIN_DEAD, Notice.PASSWORD_RESET, Notice.UNDONE,
      Notice.UNDO_STOPPED, Notice.EMAIL_CHANGED, Notice.BROWSER_ADMITTED);

  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final WaitingApplications waiting;
  private final boolean signUpOpen;
  private final PageForm form;

  public LoginHandler(
      Bus bus, Mint mint, Sessions sessions, Pages pages, WaitingApplications waiting, boolean signUpOpen) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.waiting = waiting;
    this.signUpOpen = signUpOpen;
    this.form = new PageForm(Field.PASSWORD, (request, change) -> waiting.of(request).compose(application ->
        pages.reply(
            waiting.speaking(request, application),
            change.apply(page(request, application).formKey(request.visitorToken())))));
  }

  public PageForm form() {
    return form;
  }

  /**
   * Redirects at once when there is a session already, and where it is held to what it reaches. Where an application
   * waits its person logs in nevertheless, unless {@code oidc} says that this session is enough: it has sent the person
   * here, perhaps before there was one.
   */
  public Future<Reply> show(Request request) {
    return sessions.find(request).compose(found -> found.held().isPresent()
        ? Reply.seeOther(LocalPath.wantedBy(request).after(Paths.SECURITY)).now()
        : show(request, found.person()));
  }

  private Future<Reply> show(Request request, Optional<Person> person) {
    if (waiting.isWaitedFor(request)) {
      return goesOn(request, person).compose(goesOn -> goesOn
          ? Reply.seeOther(LocalPath.wantedBy(request)).now()
          : form.show(request, page -> page.notice(Notice.of(request, NOTICES))));
    }
    return person.isPresent()
        ? Reply.seeOther(LocalPath.wantedBy(request)).now()
        : shown(request, page(request, WaitingApplications.NONE)
            .formKey(request.visitorToken())
            .notice(Notice.of(request, NOTICES)));
  }

  private Future<Boolean> goesOn(Request request, Optional<Person> person) {
    return person.isEmpty()
        ? Future.succeededFuture(false)
        : sessions.voucher(request).compose(voucher -> waiting.goesOn(request, voucher));
  }

  /** With an address in it the page is no one else's, and not kept. */
  private Future<Reply> shown(Request request, Page page) {
    return RequestedMail.of(request).isPresent() ? pages.reply(request, page) : pages.replyAlike(request, page);
  }

  /**
   * Where the account needs a second factor, now or later, the Security page comes first, which says so. A refusal
   * tells neither whether the account exists nor whether the password was right.
   */
  public Future<Reply> submit(Request request) {
    LocalPath next = LocalPath.wantedBy(request);
    Secret token = mint.token();
    LogIn question = new LogIn(
        mint.operationId(), request.form().text(Field.EMAIL), request.form().secret(Field.PASSWORD),
        request.requestInfo(), token, request.secret(Cookie.SESSION));
    return LogIn.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(answer.requirement().isPresent() ? next.after(Paths.SECURITY) : next)
          .set(Cookie.SESSION, token)
          .set(Cookie.BROWSER, request.requestInfo().newBrowser())
          .clear(Cookie.PENDING)
          .now();
      case CODE_NEEDED -> Reply.seeOther(next.after(Paths.LOGIN_CODE)).set(Cookie.PENDING, token).now();
      case REFUSED -> form.refused(request, Text.of("login.refused"));
      case LINK_NEEDED -> new RequestedMail(RequestedMail.Kind.BROWSER, question.email()).sent(request).now();
      case LINK_IF_RIGHT -> form.refused(request, Text.of("login.link-if-right"));
      case WAIT -> form.tooMany(request, answer.retryAfter());
    });
  }

  private Page page(Request request, WaitingApplications.Waiting application) {
    LocalPath next = LocalPath.wantedBy(request);
    return application.on(Page.of("login"))
        .with("email", email(request, application))
        .with("next", next.text())
        .with("forgot", next.after(Paths.FORGOT).text())
        .with("signUp", Optional.of(next.after(Paths.SIGN_UP).text()).filter(path -> signUpOpen));
  }

  /** What was typed, or what the application hints at, or where the email that was requested last went. */
  private static String email(Request request, WaitingApplications.Waiting application) {
    return request.form().find(Field.EMAIL)
        .or(() -> Optional.of(application.loginHint()).filter(hint -> !hint.isEmpty()))
        .orElseGet(() -> RequestedMail.addressOf(request));
  }
}
