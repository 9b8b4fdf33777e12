package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.config.Limit;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.page.NameProblem;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * {@code /signup/confirm}: completes a sign-up by its mailed link. The password and the name are chosen here, by the
 * owner of the mailbox: the sign-up may have been started by another person.
 */
public final class ConfirmSignUpHandler {
  private final Bus bus;
  private final Mint mint;
  private final WaitingApplications waiting;
  private final MailedLink link;
  private final PageForm form;

  public ConfirmSignUpHandler(Bus bus, Mint mint, Pages pages, WaitingApplications waiting) {
    this.bus = bus;
    this.mint = mint;
    this.waiting = waiting;
    this.link = new MailedLink(
        bus, pages, MailedLinkKind.SIGN_UP,
        Page.of("confirm-sign-up").with("passwordMinimum", Limit.PASSWORD_MINIMUM.count()));
    this.form = link.form(Field.PASSWORD);
  }

  public Action entrance() {
    return link.entrance();
  }

  public Future<Reply> submit(Request request) {
    Secret session = mint.token();
    CompleteSignUp question = new CompleteSignUp(
        mint.operationId(), MailedLink.of(request), request.form().secret(Field.PASSWORD),
        Optional.of(request.form().text(Field.NAME)), request.requestInfo(), session, request.secret(Cookie.SESSION));
    return CompleteSignUp.OPERATION.ask(bus, question, request.gone()).compose(answer -> switch (answer.outcome()) {
      case SIGNED_IN -> waiting.afterEmail(request).map(next -> MailedLink.forget(request, Reply.seeOther(next))
          .set(Cookie.SESSION, session)
          .set(Cookie.BROWSER, request.requestInfo().newBrowser())
          .clear(Cookie.WAITING));
      case REFUSED -> form.refused(request, answer.problems().stream().sorted().map(this::said).toList());
      case WRONG_PASSWORD -> form.refused(request, Text.of("confirm-sign-up.earlier"));
      case WAIT -> form.tooMany(request, answer.retryAfter());
      case EXPIRED -> link.expired(request);
    });
  }

  private Problem said(NewAccount.Problem problem) {
    return switch (problem) {
      case NAME_MISSING, NAME_TOO_LONG, NAME_MALFORMED ->
          Problem.at(Field.NAME, NameProblem.words(problem));
      default -> Problem.at(Field.PASSWORD, PasswordProblem.words(problem));
    };
  }
}
