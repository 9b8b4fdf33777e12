package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindEmailChange.Waiting;
import dev.ally.contract.account.NewAccount;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * {@code /settings/profile/email}, where mail is configured: asks for another email address, given the password and,
 * with two-factor on, a code. The link that is mailed there makes the change.
 */
public final class EmailHandler {
  private final Bus bus;
  private final Mint mint;
  private final boolean offered;
  private final PageForm form;

  /** @param offered whether mail is configured */
  public EmailHandler(
      Bus bus, Mint mint, Sessions sessions, Pages pages, WaitingEmail waiting, boolean offered) {
    this.bus = bus;
    this.mint = mint;
    this.offered = offered;
    this.form = PageForm.ofSession(pages, Field.NEW_EMAIL, request -> sessions.security(request)
        .compose(security -> chosen(request, waiting)
            .map(chosen -> Page.of("email").of(security, request).with("chosen", chosen))));
  }

  /** What was typed; otherwise the address that waits, so that a slip in it can be corrected. */
  private static Future<String> chosen(Request request, WaitingEmail waiting) {
    return request.form().find(Field.NEW_EMAIL)
        .map(Future::succeededFuture)
        .orElseGet(() -> waiting.of(request).map(one -> one.map(Waiting::email).orElse("")));
  }

  public Future<Reply> show(Request request) {
    requireOffered();
    return form.show(request);
  }

  /** The answer is the same whether an account has that address or not. */
  public Future<Reply> submit(Request request) {
    requireOffered();
    TypedProof proof = TypedProof.of(request.form());
    AskEmailChange question = new AskEmailChange(
        mint.operationId(), request.secret(Cookie.SESSION), request.form().text(Field.NEW_EMAIL),
        request.form().secret(Field.PASSWORD), proof.code(), request.requestInfo());
    return AskEmailChange.OPERATION.ask(bus, question, request.gone()).compose(answer ->
        answer.outcome() instanceof FactorRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((AskEmailChange.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case ASKED -> asked(answer.retryAfter()).now();
          case NOT_OFFERED -> throw new Refused(Refusal.NOT_FOUND);
          case MALFORMED_EMAIL -> form.refused(request, EmailProblem.words(answer.problem().orElse(NewAccount.Problem.EMAIL_MALFORMED)));
          case SAME_EMAIL -> form.refused(request, Text.of("email.same"));
          case EMAIL_IS_PASSWORD -> form.refused(request, Text.of("email.password"));
          case WAIT -> form.tooMany(request, answer.retryAfter());
        });
  }

  /** @param wait how long the email waits */
  static Reply asked(Duration wait) {
    return (wait.isZero() ? Notice.EMAIL_CHANGE_ASKED : Notice.EMAIL_CHANGE_ASKED_LATER)
        .on(Reply.seeOther(Paths.PROFILE));
  }

  private void requireOffered() {
    if (!offered) {
      throw new Refused(Refusal.NOT_FOUND);
    }
  }
}
