package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.NewAccount;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Gate;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.EmailProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** {@code /forgot}: asks for a mail with a link to a new password; where no mail leaves, says whom else to ask. */
public final class ForgotHandler {
  public static final String PATH = "/forgot";

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final Catalogue texts;
  private final boolean offered;

  /** @param offered whether mails leave at all */
  public ForgotHandler(Bus bus, Mint mint, Pages pages, Catalogue texts, boolean offered) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.texts = texts;
    this.offered = offered;
  }

  public Future<Reply> show(Request request) {
    return pages.reply(request, page(request));
  }

  /** The same answer, whether anybody has that email or not. */
  public Future<Reply> submit(Request request) {
    if (!offered) {
      return Reply.seeOther(PATH).now();
    }
    AskPasswordReset question =
        new AskPasswordReset(mint.operationId(), request.form().text(Field.EMAIL), request.requestInfo());
    return AskPasswordReset.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case ASKED -> Notice.RESET_ASKED.on(Reply.seeOther("/login")).now();
      case MALFORMED_EMAIL -> refused(request, 422, EmailProblem.words(
          texts, answer.problem().orElse(NewAccount.Problem.EMAIL_MALFORMED)));
      case WAIT -> tooMany(request, answer.retryAfter());
      case NOT_OFFERED -> pages.reply(request, page(request).with("offered", false));
    });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    return refused(request, 403, texts.say(Gate.whyAgain(request)));
  }

  private Future<Reply> tooMany(Request request, Duration wait) {
    return refused(request, 429, texts.tooMany(wait)).map(reply -> reply.retryAfter(wait));
  }

  private Future<Reply> refused(Request request, int status, String problem) {
    return pages.reply(request, page(request).refused(status, List.of(new Problem(Field.EMAIL.id(), problem))));
  }

  private Page page(Request request) {
    return Page.of("forgot")
        .formKey(request.visitorToken())
        .with("offered", offered)
        .with("email", request.form().text(Field.EMAIL));
  }
}
