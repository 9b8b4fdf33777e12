package dev.ally.web.authenticator;

import dev.ally.bus.Bus;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.AuthenticatorName;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * {@code /settings/security/authenticators/…}: adds, replaces or removes one authenticator, given a code of any
 * authenticator or a recovery code. A new one is then linked on the same page as a first one.
 */
public final class AuthenticatorHandler {
  private static final String WHICH = "authenticator";

  private final Change change;
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final PageForm form;

  public AuthenticatorHandler(
      Change change, Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.change = change;
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.form = new PageForm(Field.NAME, this::page);
  }

  public Future<Reply> show(Request request) {
    return form.show(request);
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form());
    return ask(request, proof).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((FactorChange.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case DONE -> done().now();
          case NAME_REFUSED -> form.refused(request, Text.of("authenticator.name.refused"));
          case NOT_POSSIBLE -> Notice.NOTHING_CHANGED.on(Reply.seeOther(Paths.SECURITY)).now();
        });
  }

  private Future<FactorChange> ask(Request request, TypedProof proof) {
    Secret session = request.secret(Cookie.SESSION);
    Optional<UUID> which = which(request.form());
    if (change == Change.REMOVE) {
      return which.isEmpty()
          ? Future.succeededFuture(FactorChange.of(FactorChange.Outcome.NOT_POSSIBLE))
          : DropAuthenticator.OPERATION.ask(bus, new DropAuthenticator(mint.operationId(), session, which.get(),
          proof.code(), request.requestInfo()));
    }
    return AddAuthenticator.OPERATION.ask(bus, new AddAuthenticator(
        mint.operationId(), session, proof.code(), proof.byRecoveryCode(), request.form().text(Field.NAME), which,
        request.requestInfo()));
  }

  private Reply done() {
    return change == Change.REMOVE
        ? Notice.AUTHENTICATOR_REMOVED.on(Reply.seeOther(Paths.SECURITY))
        : Reply.seeOther(Paths.LINK);
  }

  /** The page, if there is something to change; otherwise the Security page. */
  private Future<Reply> page(Request request, UnaryOperator<Page> changed) {
    FormFields fields = request.fields();
    return sessions.security(request).compose(security -> {
      Optional<LinkedAuthenticator> one = meant(fields, security);
      boolean last = change == Change.REMOVE && security.authenticators().size() == 1;
      if (!security.twoFactor() || last || change != Change.ADD && one.isEmpty()) {
        return Reply.seeOther(Paths.SECURITY).now();
      }
      return pages.reply(request, changed.apply(
          page(fields, one, isRecovered(security)).of(security.person(), request).codeDigits(security.codeDigits())));
    });
  }

  /** Whether the recovery code of the login is proof enough. */
  private boolean isRecovered(Security security) {
    return change == Change.REPLACE && security.recovered();
  }

  private Page page(FormFields fields, Optional<LinkedAuthenticator> one, boolean recovered) {
    Text what = Text.of(WHICH + "." + change.id() + (recovered ? ".recovered" : ".what"));
    return Page.of(WHICH)
        .with("title", Text.of(WHICH + "." + change.id() + ".title"))
        .with("what", one.map(known -> what.with("name", AuthenticatorName.of(known))).orElse(what))
        .with("button", Text.of(WHICH + "." + change.id() + ".button"))
        .with("path", change.path())
        .with("recovered", recovered)
        .with("named", change != Change.REMOVE)
        .with("name", fields.find(Field.NAME).orElseGet(() -> nameBefore(one)))
        .with("which", one.map(LinkedAuthenticator::id).map(UUID::toString).orElse(""));
  }

  /** The name of the replaced authenticator, proposed for the new one. */
  private String nameBefore(Optional<LinkedAuthenticator> replaced) {
    return change == Change.REPLACE ? replaced.map(LinkedAuthenticator::name).orElse("") : "";
  }

  /** The authenticator that the fields name, or the only one. */
  private Optional<LinkedAuthenticator> meant(FormFields fields, Security security) {
    if (change == Change.ADD) {
      return Optional.empty();
    }
    Optional<UUID> which = which(fields);
    return which.isEmpty() && security.authenticators().size() == 1
        ? Optional.of(security.authenticators().get(0))
        : which.flatMap(id -> find(security, id));
  }

  static Optional<LinkedAuthenticator> find(Security security, UUID id) {
    return security.authenticators().stream().filter(one -> one.id().equals(id)).findFirst();
  }

  /** The id of the authenticator that the fields name. */
  static Optional<UUID> which(FormFields fields) {
    try {
      return fields.find(Field.AUTHENTICATOR).filter(id -> !id.isEmpty()).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw new Refused(Refusal.MALFORMED);
    }
  }
}
