package dev.ally.web.security;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A form within a session that asks for all the factors anew: the present password and, with two-factor on, a code. */
public final class FactorsForm {
  private final Bus bus;
  private final Pages pages;
  private final Catalogue texts;
  private final String path;
  private final Function<Request, Page> blank;

  /**
   * @param path where it stands
   * @param blank the page, to which are added whose it is and whether a code is asked for
   */
  public FactorsForm(Bus bus, Pages pages, Catalogue texts, String path, Function<Request, Page> blank) {
    this.bus = bus;
    this.pages = pages;
    this.texts = texts;
    this.path = path;
    this.blank = blank;
  }

  public Future<Reply> page(Request request, UnaryOperator<Page> change) {
    Secret session = request.secret(Cookie.SESSION);
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(session)).compose(answer -> answer.security()
        .map(security -> pages.reply(request, change.apply(blank.apply(request)
            .of(security.person())
            .formKey(session)
            .with("twoFactor", security.twoFactor()))))
        .orElseGet(this::logInFirst));
  }

  public Future<Reply> again(Request request, Problem problem) {
    return page(request, page -> page.refused(422, List.of(problem)));
  }

  /**
   * The page again, with the reason why the password or the code was not taken.
   *
   * @param wait how long to wait, where that is the reason
   */
  public Future<Reply> refused(Request request, FactorRefusal why, TypedProof proof, Duration wait) {
    return switch (why) {
      case WRONG_PASSWORD -> wrongPassword(request);
      case WRONG_CODE -> again(request, proof.wrong());
      case SPENT_CODE -> again(request, proof.spent());
      case MALFORMED_CODE -> again(request, proof.malformed());
      case WAIT_FOR_PASSWORD -> tooMany(request, Field.PASSWORD, wait);
      case WAIT_FOR_CODE -> tooMany(request, proof.tooMany(wait), wait);
    };
  }

  /** The present password was not typed, or is another. */
  private Future<Reply> wrongPassword(Request request) {
    boolean missing = request.form().secret(Field.PASSWORD).isEmpty();
    return again(request, new Problem(Field.PASSWORD.id(), texts.say(missing ? "password.missing" : "password.wrong")));
  }

  private Future<Reply> tooMany(Request request, Problem problem, Duration wait) {
    return page(request, page -> page.refused(429, List.of(problem))).map(reply -> reply.retryAfter(wait));
  }

  /** Too many of what stands in this field were tried or asked for. */
  public Future<Reply> tooMany(Request request, Field field, Duration wait) {
    return tooMany(request, new Problem(field.id(), texts.tooMany(wait)), wait);
  }

  public Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(path)).now();
  }
}
