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
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.PasswordProblem;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.EnumSet;

/** {@code /settings/security/password}: changes the password for whoever has the present one and, where asked, a code. */
public final class PasswordHandler {
  public static final String PATH = SecurityHandler.PATH + "/password";
  /** Where password managers look for it (a W3C draft, "A Well-Known URL for Changing Passwords"). */
  public static final String WELL_KNOWN_PATH = "/.well-known/change-password";

  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final PasswordProblem password;
  private final FactorsForm page;

  public PasswordHandler(Bus bus, Mint mint, Pages pages, Catalogue texts) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.password = new PasswordProblem(texts);
    this.page = new FactorsForm(
        bus, pages, texts, PATH,
        request -> Page.of("password").with("passwordMinimum", Limit.PASSWORD_MINIMUM.count()));
  }

  public Future<Reply> lead(Request request) {
    return Reply.seeOther(PATH).now();
  }

  public Future<Reply> show(Request request) {
    return page.page(request, fresh -> fresh.notice(Notice.of(request, EnumSet.of(Notice.OTHERS_ENDED))));
  }

  public Future<Reply> submit(Request request) {
    FormFields form = request.form();
    TypedProof proof = new TypedProof(form.text(Field.TOTP), false, texts);
    Secret newBrowser = mint.token();
    ChangePassword question = new ChangePassword(
        mint.operationId(), request.secret(Cookie.SESSION), form.secret(Field.PASSWORD),
        form.secret(Field.NEW_PASSWORD), proof.code(), request.requestInfo(), newBrowser);
    return ChangePassword.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof FactorRefusal why
        ? page.refused(request, why, proof, answer.retryAfter())
        : switch ((ChangePassword.Outcome) answer.outcome()) {
          case NO_SESSION -> page.logInFirst();
          case CHANGED -> Notice.PASSWORD_CHANGED
              .on(Reply.seeOther(SecurityHandler.PATH).set(Cookie.BROWSER, newBrowser)).now();
          case REFUSED -> page.again(request, refused(answer));
        });
  }

  private Problem refused(Answer answer) {
    return new Problem(Field.NEW_PASSWORD.id(), password.words(answer.problem().orElseThrow()));
  }
}
