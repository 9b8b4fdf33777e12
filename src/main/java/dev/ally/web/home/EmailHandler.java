package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.NewAccount;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import dev.ally.web.security.FactorsForm;
import io.vertx.core.Future;

/**
 * {@code /settings/profile/email}, where mails leave: asks for another email, for whoever has the password and, where
 * asked, a code. The link that is mailed there makes the change.
 */
public final class EmailHandler {
  public static final String PATH = ProfileHandler.PATH + "/email";

  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final boolean offered;
  private final FactorsForm page;

  /** @param offered whether mails leave at all */
  public EmailHandler(Bus bus, Mint mint, Pages pages, Catalogue texts, boolean offered) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.offered = offered;
    this.page = new FactorsForm(
        bus, pages, texts, PATH, request -> Page.of("email").with("chosen", request.form().text(Field.NEW_EMAIL)));
  }

  public Future<Reply> show(Request request) {
    requireOffered();
    return page.page(request, fresh -> fresh);
  }

  /** The same answer, whether somebody has that email or not. */
  public Future<Reply> submit(Request request) {
    requireOffered();
    TypedProof proof = TypedProof.of(request.form(), texts);
    AskEmailChange question = new AskEmailChange(
        mint.operationId(), request.secret(Cookie.SESSION), request.form().text(Field.NEW_EMAIL),
        request.form().secret(Field.PASSWORD), proof.code(), request.requestInfo());
    return AskEmailChange.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof FactorRefusal why
        ? page.refused(request, why, proof, answer.retryAfter())
        : switch ((AskEmailChange.Outcome) answer.outcome()) {
          case NO_SESSION -> page.logInFirst();
          case ASKED -> (answer.retryAfter().isZero() ? Notice.EMAIL_CHANGE_ASKED : Notice.EMAIL_CHANGE_ASKED_LATER)
              .on(Reply.seeOther(ProfileHandler.PATH)).now();
          case NOT_OFFERED -> throw new Refused(Refusal.NOT_FOUND);
          case MALFORMED_EMAIL -> page.again(request, new Problem(
              Field.NEW_EMAIL.id(),
              EmailProblem.words(texts, answer.problem().orElse(NewAccount.Problem.EMAIL_MALFORMED))));
          case SAME_EMAIL -> page.again(request, said("email.same"));
          case EMAIL_IS_PASSWORD -> page.again(request, said("email.password"));
          case WAIT -> page.tooMany(request, Field.NEW_EMAIL, answer.retryAfter());
        });
  }

  private Problem said(String id) {
    return new Problem(Field.NEW_EMAIL.id(), texts.say(id));
  }

  private void requireOffered() {
    if (!offered) {
      throw new Refused(Refusal.NOT_FOUND);
    }
  }
}
