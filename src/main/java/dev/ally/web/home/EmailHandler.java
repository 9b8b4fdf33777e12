package dev.ally.web.home;

import dev.ally.contract.AskEmailChange;
import dev.ally.contract.Bus;
import dev.ally.contract.ShowSecurity;
import dev.ally.contract.ShowSecurity.Security;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * {@code /settings/profile/email}, where mails leave: asks for another email, for whoever has the password and, where
 * asked, a code. The link that is mailed there makes the change.
 */
public final class EmailHandler {
  public static final String PATH = ProfileHandler.PATH + "/email";

  private static final String CHOSEN = "new_email";
  private static final String PASSWORD = "password";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Texts texts;
  private final boolean offered;

  /** @param offered whether mails leave at all */
  public EmailHandler(Bus bus, Mint mint, Pages pages, Texts texts, boolean offered) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.offered = offered;
  }

  public Future<Reply> show(Request request) {
    requireOffered();
    return page(request, page -> page);
  }

  /** The same answer, whether somebody has that email or not. */
  public Future<Reply> submit(Request request) {
    requireOffered();
    TypedProof proof = TypedProof.of(request.form(), texts);
    AskEmailChange question = new AskEmailChange(
        mint.operationId(), request.secret(Cookie.SESSION), request.form().text(CHOSEN),
        request.form().secret(PASSWORD), proof.code(), request.caller());
    return AskEmailChange.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case ASKED -> Notice.EMAIL_CHANGE_ASKED.on(Reply.seeOther(ProfileHandler.PATH)).now();
      case NOT_OFFERED -> throw new Refused(Refusal.NOT_FOUND);
      case MALFORMED_EMAIL -> again(request, said(
          CHOSEN, question.email().isBlank() ? "signup.email.missing" : "signup.email.malformed"));
      case SAME_EMAIL -> again(request, said(CHOSEN, "email.same"));
      case EMAIL_IS_PASSWORD -> again(request, said(CHOSEN, "email.password"));
      case WRONG_PASSWORD -> again(request, said(
          PASSWORD, question.password().isEmpty() ? "password.missing" : "password.wrong"));
      case WRONG_CODE -> again(request, proof.wrong());
      case SPENT_CODE -> again(request, proof.spent());
      case MALFORMED_CODE -> again(request, proof.malformed());
      case WAIT_FOR_PASSWORD -> tooMany(
          request, new Problem(PASSWORD, texts.tooMany(answer.retryAfter())), answer.retryAfter());
      case WAIT_FOR_CODE -> tooMany(request, proof.tooMany(answer.retryAfter()), answer.retryAfter());
      case WAIT -> tooMany(request, new Problem(CHOSEN, texts.tooMany(answer.retryAfter())), answer.retryAfter());
    });
  }

  private Problem said(String field, String id) {
    return new Problem(field, texts.say(id));
  }

  private Future<Reply> tooMany(Request request, Problem problem, Duration wait) {
    return page(request, page -> page.refused(429, List.of(problem))).map(reply -> reply.retryAfter(wait));
  }

  private Future<Reply> again(Request request, Problem problem) {
    return page(request, page -> page.refused(422, List.of(problem)));
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    Secret session = request.secret(Cookie.SESSION);
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(session)).compose(answer -> answer.security()
        .map(security -> pages.reply(request, change.apply(fresh(request, session, security))))
        .orElseGet(EmailHandler::logInFirst));
  }

  private static Page fresh(Request request, Secret session, Security security) {
    return Page.of("email")
        .of(security.person())
        .formKey(session)
        .with("twoFactor", security.twoFactor())
        .with("chosen", request.form().text(CHOSEN));
  }

  private void requireOffered() {
    if (!offered) {
      throw new Refused(Refusal.NOT_FOUND);
    }
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
