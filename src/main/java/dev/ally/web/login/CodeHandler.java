package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import dev.ally.web.security.SecurityHandler;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** {@code /login/code}: the second step, for a pending login only. */
public final class CodeHandler {
  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final CodeView view;

  public CodeHandler(Bus bus, Mint mint, Pages pages, Catalogue texts, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.view = new CodeView(pages, texts, clock);
  }

  public Future<Reply> show(Request request) {
    return ifPending(request, undoAt -> view.fresh(request, undoAt));
  }

  public Future<Reply> submit(Request request) {
    Secret pending = request.secret(Cookie.PENDING);
    if (pending.isEmpty()) {
      return over(request, Notice.LOGIN_EXPIRED);
    }
    TypedProof proof = TypedProof.of(request.form(), texts);
    Secret session = mint.token();
    LogInWithCode question = new LogInWithCode(
        mint.operationId(), pending, proof.code(), request.requestInfo(), session, request.secret(Cookie.SESSION));
    return LogInWithCode.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? proof.again(why, answer.retryAfter(), (status, problem) ->
            ifPending(request, undoAt -> view.refused(request, undoAt, status, problem)))
        : switch ((LogInWithCode.Outcome) answer.outcome()) {
          case SIGNED_IN -> signedIn(request, proof, session, answer.undoStopped()).now();
          case EXPIRED -> over(request, Notice.LOGIN_EXPIRED);
          case DEAD -> over(request, Notice.LOGIN_DEAD);
        });
  }

  /** The form's token fits no longer: the same form, with a new one. */
  public Future<Reply> tooOld(Request request) {
    Problem tooOld = new Problem(Field.TOTP.id(), texts.say("too-old.code"));
    return ifPending(request, undoAt -> view.tooOld(request, undoAt, tooOld));
  }

  /**
   * Whoever needed a recovery code, or stopped an undo, is led to where a new phone is linked and the password changed,
   * and can go on from there.
   */
  private static Reply signedIn(Request request, TypedProof proof, Secret session, boolean undoStopped) {
    Reply security = Reply.seeOther(LocalPath.wantedBy(request).after(SecurityHandler.PATH));
    Reply onward = undoStopped ? Notice.UNDO_STOPPED.on(security)
        : proof.byRecoveryCode() ? Notice.RECOVERY_CODE_USED.on(security)
        : Reply.seeOther(LocalPath.wantedBy(request));
    return onward
        .set(Cookie.SESSION, session)
        .set(Cookie.BROWSER, request.requestInfo().newBrowser())
        .clear(Cookie.PENDING);
  }

  /** @param page given when an undo of two-factor acts that waits */
  private Future<Reply> ifPending(Request request, Function<Optional<Instant>, Future<Reply>> page) {
    Secret pending = request.secret(Cookie.PENDING);
    if (pending.isEmpty()) {
      return over(request, Notice.LOGIN_EXPIRED);
    }
    return FindPendingLogin.OPERATION.ask(bus, new FindPendingLogin(pending))
        .compose(answer -> answer.pending() ? page.apply(answer.undoAt()) : over(request, Notice.LOGIN_EXPIRED));
  }

  /** Back to the first step, which keeps the destination and says why. */
  private static Future<Reply> over(Request request, Notice why) {
    return why.on(Reply.logInFirst(LocalPath.wantedBy(request))).clear(Cookie.PENDING).now();
  }
}
