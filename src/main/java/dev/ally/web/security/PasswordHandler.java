package dev.ally.web.security;

import dev.ally.config.Limits;
import dev.ally.contract.Bus;
import dev.ally.contract.ChangePassword;
import dev.ally.contract.ChangePassword.Answer;
import dev.ally.contract.ShowSecurity;
import dev.ally.contract.ShowSecurity.Security;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Fields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.CodeProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code /settings/security/password}: changes the password for whoever has the present one and, where asked, a code. */
public final class PasswordHandler {
  public static final String PATH = SecurityHandler.PATH + "/password";
  /** Where password managers look for it (a W3C draft, "A Well-Known URL for Changing Passwords"). */
  public static final String WELL_KNOWN_PATH = "/.well-known/change-password";

  private static final String PRESENT = "password";
  private static final String CHOSEN = "new_password";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Texts texts;
  private final Limits limits;
  private final CodeProblem code;
  private final PasswordProblem password;

  public PasswordHandler(Bus bus, Mint mint, Pages pages, Texts texts, Limits limits) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.limits = limits;
    this.code = new CodeProblem(texts);
    this.password = new PasswordProblem(texts, limits);
  }

  public Future<Reply> lead(Request request) {
    return Reply.seeOther(PATH).now();
  }

  public Future<Reply> show(Request request) {
    return page(request, page -> page.notice(Notice.of(request, EnumSet.of(Notice.OTHERS_ENDED))));
  }

  public Future<Reply> submit(Request request) {
    Fields form = request.form();
    ChangePassword question = new ChangePassword(
        mint.operationId(), request.secret(Cookie.SESSION), form.secret(PRESENT), form.secret(CHOSEN),
        form.secret(CodeProblem.FIELD), request.caller());
    return ChangePassword.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case CHANGED -> Notice.PASSWORD_CHANGED.on(Reply.seeOther(SecurityHandler.PATH)).now();
      case WRONG_PASSWORD -> again(request, new Problem(
          PRESENT, texts.say(question.present().isEmpty() ? "password.missing" : "password.wrong")));
      case REFUSED -> again(request, refused(answer));
      case WRONG_CODE -> again(request, code.wrong());
      case SPENT_CODE -> again(request, code.spent());
      case MALFORMED_CODE -> again(request, code.malformed(form.text(CodeProblem.FIELD)));
      case WAIT_FOR_PASSWORD -> tooMany(
          request, new Problem(PRESENT, texts.tooMany(answer.retryAfter())), answer.retryAfter());
      case WAIT_FOR_CODE -> tooMany(request, code.tooMany(answer.retryAfter()), answer.retryAfter());
    });
  }

  private Problem refused(Answer answer) {
    return new Problem(CHOSEN, password.words(answer.problem().orElseThrow()));
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
        .map(security -> pages.reply(request, change.apply(fresh(session, security))))
        .orElseGet(PasswordHandler::logInFirst));
  }

  private Page fresh(Secret session, Security security) {
    return Page.of("password")
        .of(security.person())
        .formKey(session)
        .with("twoFactor", security.twoFactor())
        .with("passwordMinimum", limits.passwordMinimum());
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
