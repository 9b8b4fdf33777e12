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
import java.util.function.Function;

/** {@code /settings/security/recovery}: shows new recovery codes until they are saved, and replaces them. */
public final class RecoveryHandler {
  public static final String PATH = SecurityHandler.RECOVERY_PATH;
  public static final String SAVED_PATH = PATH + "/saved";
  public static final String DOWNLOAD_PATH = PATH + "/download";

  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final RecoveryView view;

  public RecoveryHandler(Bus bus, Mint mint, Pages pages, Catalogue texts, String site, String publicUrl, Clock clock) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.view = new RecoveryView(pages, texts, site, publicUrl, clock);
  }

  public Future<Reply> show(Request request) {
    return withRecovery(request, recovery -> view.fresh(request, recovery));
  }

  /** From an address that only takes a form, to the page where that stands. */
  public Future<Reply> lead(Request request) {
    return Reply.seeOther(PATH).now();
  }

  /** Makes new ones. */
  public Future<Reply> replace(Request request) {
    TypedProof proof = new TypedProof(request.form().text(Field.TOTP), false, texts);
    ReplaceRecoveryCodes question =
        new ReplaceRecoveryCodes(mint.operationId(), request.secret(Cookie.SESSION), proof.code());
    return ReplaceRecoveryCodes.OPERATION.ask(bus, question).compose(change ->
        change.outcome() instanceof CodeRefusal why
        ? proof.again(why, change.retryAfter(), (status, problem) -> again(request, status, problem))
        : switch ((FactorChange.Outcome) change.outcome()) {
          case NO_SESSION -> logInFirst();
          case DONE -> Notice.RECOVERY_CODES_REPLACED.on(Reply.seeOther(PATH)).now();
          case NAME_REFUSED, NOT_POSSIBLE -> Reply.seeOther(SecurityHandler.PATH).now();
        });
  }

  /** Shows them nowhere again, once one of them was typed back. */
  public Future<Reply> saved(Request request) {
    Secret typed = request.form().secret(Field.RECOVERY_CODE);
    return SaveRecoveryCodes.OPERATION.ask(bus, new SaveRecoveryCodes(request.secret(Cookie.SESSION), typed))
        .compose(answer -> switch (answer.outcome()) {
          case NO_SESSION -> logInFirst();
          case SAVED -> Notice.RECOVERY_CODES_SAVED.on(Reply.seeOther(SecurityHandler.PATH)).now();
          case WRONG -> again(
              request, 422, new Problem(Field.RECOVERY_CODE.id(), texts.say("recovery.saved.wrong")));
          case NOT_SHOWN -> Reply.seeOther(PATH).now();
        });
  }

  public Future<Reply> download(Request request) {
    return withRecovery(request, recovery -> recovery.shown()
        .map(shown -> view.file(recovery.person(), shown))
        .orElseGet(() -> Reply.seeOther(PATH)).now());
  }

  private Future<Reply> again(Request request, int status, Problem found) {
    return withRecovery(request, recovery -> view.refused(request, recovery, status, found));
  }

  private Future<Reply> withRecovery(Request request, Function<Recovery, Future<Reply>> page) {
    return ShowRecoveryCodes.OPERATION.ask(bus, new ShowRecoveryCodes(request.secret(Cookie.SESSION)))
        .compose(answer -> answer.recovery().isEmpty() ? logInFirst()
            : answer.recovery().get().twoFactor() ? page.apply(answer.recovery().get())
            : Reply.seeOther(SecurityHandler.PATH).now());
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
