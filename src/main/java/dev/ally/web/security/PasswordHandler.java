package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.config.Limit;
import dev.ally.contract.account.ChangePassword.Answer;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
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
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.EnumSet;

/** {@code /settings/security/password}: changes the password, given the current one and, with two-factor on, a code. */
public final class PasswordHandler {
  private final Bus bus;
  private final Mint mint;
  private final PageForm form;

  public PasswordHandler(
      Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.form = PageForm.ofSession(pages, Field.PASSWORD, request -> sessions.security(request)
        .map(security -> Page.of("password")
            .of(security, request)
            .with("passwordMinimum", Limit.PASSWORD_MINIMUM.count())));
  }

  /** Redirects from the address that password managers try (a W3C draft, "A Well-Known URL for Changing Passwords"). */
  public Future<Reply> lead(Request request) {
    return Reply.seeOther(Paths.PASSWORD).now();
  }

  public Future<Reply> show(Request request) {
    return form.show(request, page -> page.notice(Notice.of(request, EnumSet.of(Notice.OTHERS_ENDED))));
  }

  public Future<Reply> submit(Request request) {
    FormFields typed = request.form();
    TypedProof proof = TypedProof.of(typed);
    Secret newBrowser = mint.token();
    ChangePassword question = new ChangePassword(
        mint.operationId(), request.secret(Cookie.SESSION), typed.secret(Field.PASSWORD),
        typed.secret(Field.NEW_PASSWORD), proof.code(), request.requestInfo(), newBrowser);
    return ChangePassword.OPERATION.ask(bus, question, request.gone()).compose(answer ->
        answer.outcome() instanceof FactorRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((ChangePassword.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case CHANGED -> Notice.PASSWORD_CHANGED
              .on(Reply.seeOther(Paths.SECURITY).set(Cookie.BROWSER, newBrowser)).now();
          case REFUSED -> form.refused(request, refused(answer));
        });
  }

  private Problem refused(Answer answer) {
    return Problem.at(Field.NEW_PASSWORD, PasswordProblem.words(answer.problem().orElseThrow()));
  }
}
