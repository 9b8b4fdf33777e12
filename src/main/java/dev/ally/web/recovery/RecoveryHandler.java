package dev.ally.web.recovery;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.ShowRecoveryCodes.Recovery;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** {@code /settings/security/recovery}: shows new recovery codes until they are saved, and replaces them. */
public final class RecoveryHandler {
  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final RecoveryView view;
  private final PageForm form;

  public RecoveryHandler(Bus bus, Mint mint, Pages pages, String site, String publicUrl, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.view = new RecoveryView(site, publicUrl, clock);
    this.form = new PageForm(Field.TOTP, this::page);
  }

  public Future<Reply> show(Request request) {
    return form.show(request, page -> page.notice(Notice.of(
        request, EnumSet.of(Notice.ACTIVATED, Notice.RECOVERY_CODES_REPLACED, Notice.RECOVERY_CODES_VOID))));
  }

  /** Makes new codes. */
  public Future<Reply> replace(Request request) {
    TypedProof proof = new TypedProof(request.form().text(Field.TOTP), false);
    ReplaceRecoveryCodes question =
        new ReplaceRecoveryCodes(
            mint.operationId(), request.secret(Cookie.SESSION), proof.code(), request.requestInfo());
    return ReplaceRecoveryCodes.OPERATION.ask(bus, question).compose(change ->
        change.outcome() instanceof CodeRefusal why
        ? refused(request, proof, why, change.retryAfter())
        : switch ((FactorChange.Outcome) change.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case DONE -> Notice.RECOVERY_CODES_REPLACED.on(Reply.seeOther(Paths.RECOVERY)).now();
          case NAME_REFUSED, NOT_POSSIBLE -> Reply.seeOther(Paths.SECURITY).now();
        });
  }

  /** Where new codes are shown, the form was sent before, and its answer was lost or not awaited: they are the answer. */
  private Future<Reply> refused(Request request, TypedProof proof, CodeRefusal why, Duration retryAfter) {
    return withRecovery(request, recovery -> recovery.shown().isPresent()
        ? Notice.RECOVERY_CODES_REPLACED.on(Reply.seeOther(Paths.RECOVERY)).now()
        : form.refused(request, proof, why, retryAfter));
  }

  /** Marks the codes as saved, given one of them. They are not shown again. */
  public Future<Reply> saved(Request request) {
    Secret typed = request.form().secret(Field.RECOVERY_CODE);
    return SaveRecoveryCodes.OPERATION.ask(bus, new SaveRecoveryCodes(request.secret(Cookie.SESSION), typed))
        .compose(answer -> switch (answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case SAVED -> saved(LocalPath.wantedBy(request)).now();
          case WRONG -> form.refused(
              request, Problem.at(Field.RECOVERY_CODE, "recovery.saved.wrong"));
          case NOT_SHOWN -> Reply.seeOther(LocalPath.wantedBy(request).after(Paths.RECOVERY)).now();
        });
  }

  /** Goes on to where the person wanted to go before turning two-factor on; otherwise to the Security page. */
  private static Reply saved(LocalPath next) {
    return next.equals(LocalPath.HOME)
        ? Notice.RECOVERY_CODES_SAVED.on(Reply.seeOther(Paths.SECURITY))
        : Reply.seeOther(next);
  }

  public Future<Reply> download(Request request) {
    return withRecovery(request, recovery -> recovery.shown()
        .map(shown -> view.file(pages.texts(request, recovery.person()), recovery.person(), shown))
        .orElseGet(() -> Reply.seeOther(Paths.RECOVERY)).now());
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    return withRecovery(request, recovery -> pages.reply(request, change.apply(view.page(request, recovery))));
  }

  private Future<Reply> withRecovery(Request request, Function<Recovery, Future<Reply>> reply) {
    return ShowRecoveryCodes.OPERATION.ask(bus, new ShowRecoveryCodes(request.secret(Cookie.SESSION)))
        .map(answer -> answer.recovery().orElseThrow(NoSession::new))
        .compose(recovery -> recovery.twoFactor() ? reply.apply(recovery) : Reply.seeOther(Paths.SECURITY).now());
  }
}
