package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.function.Function;

/** {@code /login/code}: the second step, for a pending login only. */
public final class CodeHandler {
  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final WaitingApplications waiting;
  private final Details details;
  private final PageForm form;

  public CodeHandler(Bus bus, Mint mint, Pages pages, WaitingApplications waiting, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.waiting = waiting;
    this.details = new Details(clock);
    this.form = new PageForm(Field.TOTP, (request, change) ->
        ifPending(request, pending -> waiting.of(request).compose(application -> pages.reply(
            waiting.speaking(request, application), change.apply(application.on(page(request, pending)))))));
  }

  public Future<Reply> show(Request request) {
    return waiting.isWaitedFor(request)
        ? form.show(request)
        : ifPending(request, pending -> pages.replyAlike(request, page(request, pending)));
  }

  public Future<Reply> submit(Request request) {
    Secret pending = request.secret(Cookie.PENDING);
    if (pending.isEmpty()) {
      return over(request, Notice.LOGIN_EXPIRED);
    }
    TypedProof proof = TypedProof.of(request.form());
    Secret session = mint.token();
    LogInWithCode question = new LogInWithCode(
        mint.operationId(), pending, proof.code(), request.requestInfo(), session, request.secret(Cookie.SESSION));
    return LogInWithCode.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((LogInWithCode.Outcome) answer.outcome()) {
          case SIGNED_IN -> signedIn(request, proof, session, answer).now();
          case EXPIRED -> over(request, Notice.LOGIN_EXPIRED);
          case DEAD -> over(request, Notice.LOGIN_DEAD);
        });
  }

  public Future<Reply> tooOld(Request request) {
    return form.tooOld(request, "too-old.code");
  }

  /**
   * A login by recovery code, or one that stopped an undo, goes to the Security page first, where the person can link a
   * new phone and change the password; the first one after a restore goes to the new recovery codes. These pages have a
   * link to the original destination.
   */
  private static Reply signedIn(Request request, TypedProof proof, Secret session, LogInWithCode.Answer answer) {
    Reply security = Reply.seeOther(LocalPath.wantedBy(request).after(Paths.SECURITY));
    Reply onward = answer.newRecoveryCodes()
        ? Notice.RECOVERY_CODES_VOID.on(Reply.seeOther(LocalPath.wantedBy(request).after(Paths.RECOVERY)))
        : answer.undoStopped() ? Notice.UNDO_STOPPED.on(security)
        : proof.byRecoveryCode() ? Notice.RECOVERY_CODE_USED.on(security)
        : Reply.seeOther(LocalPath.wantedBy(request));
    return onward
        .set(Cookie.SESSION, session)
        .set(Cookie.BROWSER, request.requestInfo().newBrowser())
        .clear(Cookie.PENDING);
  }

  /** @param page gets what is known of the pending login */
  private Future<Reply> ifPending(Request request, Function<FindPendingLogin.Answer, Future<Reply>> page) {
    Secret pending = request.secret(Cookie.PENDING);
    if (pending.isEmpty()) {
      return over(request, Notice.LOGIN_EXPIRED);
    }
    return FindPendingLogin.OPERATION.ask(bus, new FindPendingLogin(pending))
        .compose(answer -> answer.pending() ? page.apply(answer) : over(request, Notice.LOGIN_EXPIRED));
  }

  private Page page(Request request, FindPendingLogin.Answer pending) {
    LocalPath next = LocalPath.wantedBy(request);
    return Page.of("code")
        .with("undo", pending.undoAt().map(at -> Text.of("code.undo").with("when", details.time(at))))
        .codeDigits(pending.codeDigits())
        .formKey(request.secret(Cookie.PENDING))
        .with("next", next.text())
        .with("login", next.after(Paths.LOGIN).text());
  }

  /** Back to the first step, which keeps the destination and says why. */
  private static Future<Reply> over(Request request, Notice why) {
    return why.on(Reply.logInFirst(LocalPath.wantedBy(request))).clear(Cookie.PENDING).now();
  }
}
