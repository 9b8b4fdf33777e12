package dev.ally.web.signup;

import dev.ally.bus.Bus;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.RequestedMail;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /signup}: makes an account, where sign-up is open. */
public final class SignUpHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final WaitingApplications waiting;
  private final Settings.SignUp mode;
  private final SignUpProblems problems;
  private final PageForm form;

  public SignUpHandler(
      Bus bus, Mint mint, Sessions sessions, Pages pages, WaitingApplications waiting, Settings settings) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.waiting = waiting;
    this.mode = settings.signUp();
    this.problems = new SignUpProblems();
    this.form = new PageForm(confirmed() ? Field.NAME : Field.PASSWORD, (request, change) ->
        waiting.of(request).compose(application -> pages.reply(
            waiting.speaking(request, application),
            change.apply(application.on(page(request)).formKey(request.visitorToken())))));
  }

  public PageForm form() {
    return form;
  }

  public Future<Reply> show(Request request) {
    requireOpen();
    return sessions.find(request).compose(found ->
        found.held().isPresent() ? Reply.seeOther(LocalPath.wantedBy(request).after(Paths.SECURITY)).now()
        : found.person().isPresent() ? Reply.seeOther(LocalPath.wantedBy(request)).now()
        : form.show(request));
  }

  public Future<Reply> submit(Request request) {
    requireOpen();
    return sessions.personOf(request).compose(person -> person.isPresent()
        ? Reply.seeOther(LocalPath.wantedBy(request)).now()
        : waiting.of(request).compose(application -> signUp(waiting.speaking(request, application))));
  }

  private Future<Reply> signUp(Request request) {
    Secret session = mint.token();
    FormFields typed = request.form();
    SignUp question = new SignUp(
        mint.operationId(),
        new NewAccount(typed.text(Field.EMAIL), typed.text(Field.NAME), typed.secret(Field.PASSWORD)),
        request.requestInfo(), session, request.secret(Cookie.SESSION));
    return SignUp.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> Reply.seeOther(LocalPath.wantedBy(request))
          .set(Cookie.SESSION, session)
          .set(Cookie.BROWSER, request.requestInfo().newBrowser())
          .now();
      case MAILED -> mailed(question.account()).sent(request).now();
      case REFUSED -> refused(request, answer.problems());
      case WAIT -> form.tooMany(request, answer.retryAfter());
      case CLOSED -> throw new Refused(Refusal.SIGN_UP_CLOSED);
    });
  }

  private static RequestedMail mailed(NewAccount account) {
    return new RequestedMail(RequestedMail.Kind.SIGN_UP, account.email(), account.name());
  }

  private Future<Reply> refused(Request request, Set<NewAccount.Problem> found) {
    List<Problem> said = problems.firstOfEachField(found);
    // An account verticle of an earlier version needs the password here.
    boolean wanted = said.stream().anyMatch(problem -> problem.field().equals(Field.PASSWORD.id()));
    return form.show(request, page -> page
        .refused(422, said)
        .with("taken", found.contains(NewAccount.Problem.EMAIL_TAKEN))
        .with("passwordAsked", wanted || !confirmed()));
  }

  private Page page(Request request) {
    requireOpen();
    Optional<RequestedMail> before = RequestedMail.of(request);
    return Page.of("signup")
        .with("email", request.form().find(Field.EMAIL).or(() -> before.map(RequestedMail::address)).orElse(""))
        .with("name", request.form().find(Field.NAME).or(() -> before.map(RequestedMail::name)).orElse(""))
        .with("next", LocalPath.wantedBy(request).text())
        .with("login", LocalPath.wantedBy(request).after(Paths.LOGIN).text())
        .with("passwordAsked", !confirmed())
        .with("passwordMinimum", Limit.PASSWORD_MINIMUM.count());
  }

  /** Whether the password is chosen later, on the page that a mailed link opens. */
  private boolean confirmed() {
    return mode == Settings.SignUp.CONFIRMED;
  }

  private void requireOpen() {
    if (mode == Settings.SignUp.CLOSED) {
      throw new Refused(Refusal.SIGN_UP_CLOSED);
    }
  }
}
