package dev.ally.web.helpdesk;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount;
import dev.ally.language.Text;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.helpdesk.AccountView.Failed;
import dev.ally.web.page.CodeProblem;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code /admin/accounts/ID}: shows an account to an operator, and acts on it. */
public final class AccountHandler {
  private static final Problem CODE_TOO_OLD = Problem.ofNoField(Text.of("desk-code.again"));

  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final AccountView view;

  public AccountHandler(Bus bus, Mint mint, Pages pages, Details details) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.view = new AccountView(details);
  }

  /** The page of the account that the path of a form names; without one, the help desk. */
  public static String page(Request request) {
    return DeskPaths.page(request);
  }

  public Future<Reply> show(Request request) {
    return reply(request, before(request), Optional.empty(), page -> page);
  }

  /** Redirects from the address of a form to the page with that form, which a refused one leaves. */
  public Future<Reply> lead(Request request) {
    return inspect(request, 0).map(answer -> {
      if (answer.access() == HelpDeskAccess.CLOSED) {
        throw new Refused(Refusal.NOT_FOUND);
      }
      return Reply.seeOther(page(request));
    });
  }

  /** Does this to the account that the path names. */
  public Action submit(DeskAct act) {
    return request -> {
      ActOnAccount question = new ActOnAccount(
          mint.operationId(), request.secret(Cookie.SESSION), DeskPaths.account(request), act.act(),
          request.form().text(Field.REASON), request.form().secret(Field.TOTP), request.requestInfo());
      return ActOnAccount.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
          ? codeRefused(request, act, why, answer)
          : switch ((Outcome) answer.outcome()) {
            case CLOSED, NO_ACCOUNT -> throw new Refused(Refusal.NOT_FOUND);
            case CODE_NEEDED -> reply(request, 0, Optional.empty(), page -> page);
            case REASON_MISSING -> reasonRefused(request, act, Text.of("reason.missing"));
            case REASON_REFUSED -> reasonRefused(request, act, Text.of("reason.refused"));
            case OPERATORS_ACCOUNT -> refused(request, act, Text.of("desk-account.operators"));
            case NO_MAIL -> refused(request, act, Text.of("desk-account.no-mail"));
            case LOCKED -> refused(request, act, Text.of("desk-account.unlock-first"));
            case DONE -> act.done().on(Reply.seeOther(DeskPaths.account(question.accountId()))).now();
            case ALREADY -> Notice.NOTHING_CHANGED.on(
                Reply.seeOther(DeskPaths.account(question.accountId()))).now();
          });
    };
  }

  private Future<Reply> refused(Request request, DeskAct act, Text why) {
    return reply(request, 0, Optional.of(failed(request, act, Optional.empty(), Optional.empty())),
        page -> page.refused(422, List.of(Problem.ofNoField(why))));
  }

  private Future<Reply> reasonRefused(Request request, DeskAct act, Text why) {
    return reply(request, 0, Optional.of(failed(request, act, Optional.of(why), Optional.empty())),
        page -> page.refused(422, List.of(new Problem(AccountView.reasonId(act), why))));
  }

  private Future<Reply> codeRefused(Request request, DeskAct act, CodeRefusal why, ActOnAccount.Answer answer) {
    return inspect(request, 0).compose(inspected -> {
      if (why == CodeRefusal.WAIT) {
        return new PageForm(Field.TOTP, (asked, change) -> again(asked, act, Optional.empty(), change, inspected))
            .tooMany(request, answer.retryAfter());
      }
      Page asking = Page.of("desk-account").codeDigits(inspected.codeDigits());
      Problem problem = switch (why) {
        case SPENT -> CodeProblem.spent();
        case MALFORMED -> CodeProblem.malformed(request.form().text(Field.TOTP), asking);
        case WRONG, WAIT -> CodeProblem.wrong();
      };
      List<Problem> problems = inspected.access() == HelpDeskAccess.CODE_NEEDED
          ? List.of(CODE_TOO_OLD, problem) : List.of(new Problem(AccountView.codeId(act), problem.text()));
      return again(
          request, act, Optional.of(problem.text()), page -> page.refused(422, problems), inspected);
    });
  }

  /** The page with the field for the code: that of the act or, without a recent code, that of the code. */
  private Future<Reply> again(
      Request request, DeskAct act, Optional<Text> code, UnaryOperator<Page> change, InspectAccount.Answer inspected) {
    return inspected.access() == HelpDeskAccess.CODE_NEEDED
        ? pages.reply(request, change.apply(codePage(request, inspected)))
        : reply(request, 0, Optional.of(failed(request, act, Optional.empty(), code)), change, inspected);
  }

  private static Failed failed(Request request, DeskAct act, Optional<Text> reason, Optional<Text> code) {
    return new Failed(act, request.form().text(Field.REASON), reason, code);
  }

  private Future<Reply> reply(Request request, long before, Optional<Failed> failed, UnaryOperator<Page> change) {
    return inspect(request, before).compose(answer -> reply(request, before, failed, change, answer));
  }

  private Future<Reply> reply(
      Request request, long before, Optional<Failed> failed, UnaryOperator<Page> change, InspectAccount.Answer answer) {
    return switch (answer.access()) {
      case CLOSED -> throw new Refused(Refusal.NOT_FOUND);
      case CODE_NEEDED -> pages.reply(request, askedAgain(request, codePage(request, answer)));
      case OPEN -> pages.reply(request, change.apply(view.page(
          request, answer, answer.account().orElseThrow(() -> new Refused(Refusal.NOT_FOUND)), before, failed)));
    };
  }

  /** A form that was sent without a recent code has changed nothing. */
  private static Page askedAgain(Request request, Page page) {
    return request.form().isEmpty()
        ? page : page.refused(422, List.of(CODE_TOO_OLD));
  }

  private static Page codePage(Request request, InspectAccount.Answer answer) {
    return CodePage.of(answer.operator().orElseThrow(NoSession::new), request, answer.codeDigits(), page(request));
  }

  private Future<InspectAccount.Answer> inspect(Request request, long before) {
    return InspectAccount.OPERATION.ask(
        bus, new InspectAccount(request.secret(Cookie.SESSION), DeskPaths.account(request), before));
  }

  private static long before(Request request) {
    String typed = request.query().find(Field.BEFORE).orElse("0");
    if (!typed.matches("[0-9]{1,18}")) {
      throw new Refused(Refusal.MALFORMED);
    }
    return Long.parseLong(typed);
  }
}
