package dev.ally.web.page;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.exchange.TimeSpan;
import dev.ally.web.guard.Gate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A page with a form: shows it, and shows it again with what was wrong. */
public final class PageForm {
  private final Field field;
  private final BiFunction<Request, UnaryOperator<Page>, Future<Reply>> shown;

  /**
   * @param field shows what is wrong, where nothing else is named
   * @param shown replies with the page for a request, after the operator has changed it
   */
  public PageForm(Field field, BiFunction<Request, UnaryOperator<Page>, Future<Reply>> shown) {
    this.field = field;
    this.shown = shown;
  }

  /**
   * A form for visitors, who are not signed in.
   *
   * @param page the page, with what the request has typed into its fields
   */
  public static PageForm ofVisitor(Pages pages, Field field, Function<Request, Page> page) {
    return new PageForm(field, (request, change) ->
        pages.reply(request, change.apply(page.apply(request).formKey(request.visitorToken()))));
  }

  /**
   * A form for people who are signed in.
   *
   * @param page the page, with what the request has typed into its fields; fails with {@link NoSession} when the
   *     session has ended
   */
  public static PageForm ofSession(Pages pages, Field field, Function<Request, Future<Page>> page) {
    return new PageForm(field, (request, change) ->
        page.apply(request).compose(known -> pages.reply(request, change.apply(known))));
  }

  public Future<Reply> show(Request request) {
    return shown.apply(request, page -> page);
  }

  public Future<Reply> show(Request request, UnaryOperator<Page> change) {
    return shown.apply(request, change);
  }

  public Future<Reply> refused(Request request, Problem problem) {
    return refused(request, List.of(problem));
  }

  /** @param text says at the form's own field what is wrong */
  public Future<Reply> refused(Request request, Text text) {
    return refused(request, Problem.at(field, text));
  }

  public Future<Reply> refused(Request request, List<Problem> problems) {
    return shown.apply(request, page -> page.refused(422, problems));
  }

  /** The current password is missing or wrong. */
  public Future<Reply> wrongPassword(Request request) {
    boolean missing = request.form().secret(Field.PASSWORD).isEmpty();
    return refused(request, Problem.at(Field.PASSWORD, missing ? "password.missing" : "password.wrong"));
  }

  /**
   * A code was not taken.
   *
   * @param proof the typed code
   * @param wait how long to wait, where that is the reason
   */
  public Future<Reply> refused(Request request, TypedProof proof, CodeRefusal why, Duration wait) {
    return switch (why) {
      case WRONG -> refused(request, proof.wrong());
      case SPENT -> refused(request, proof.spent());
      case MALFORMED -> shown.apply(request, page -> page.refused(422, List.of(proof.malformed(page))));
      case WAIT -> tooMany(request, wait);
    };
  }

  /** The current password, or the code beside it, was not taken. */
  public Future<Reply> refused(Request request, TypedProof proof, FactorRefusal why, Duration wait) {
    return switch (why) {
      case WRONG_PASSWORD -> wrongPassword(request);
      case WAIT_FOR_PASSWORD, WAIT_FOR_CODE -> tooMany(request, wait);
      case WRONG_CODE -> refused(request, proof, CodeRefusal.WRONG, wait);
      case SPENT_CODE -> refused(request, proof, CodeRefusal.SPENT, wait);
      case MALFORMED_CODE -> refused(request, proof, CodeRefusal.MALFORMED, wait);
    };
  }

  /** There were too many attempts; no field is at fault for that. */
  public Future<Reply> tooMany(Request request, Duration wait) {
    Problem problem = Problem.tooMany(wait);
    return shown.apply(request, page -> page
        .refused(429, List.of(problem)).with("wait", TimeSpan.secondsUp(wait))).map(reply -> reply.retryAfter(wait));
  }

  /** The form token is no longer valid: shows the form again with a new one. */
  public Future<Reply> tooOld(Request request) {
    return tooOld(request, Gate.whyAgain(request));
  }

  /** @param textId the id of the text that says so */
  public Future<Reply> tooOld(Request request, String textId) {
    Problem problem = Problem.ofNoField(Text.of(textId));
    return shown.apply(request, page -> page.refused(403, List.of(problem)));
  }
}
