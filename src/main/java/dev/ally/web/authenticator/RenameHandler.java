package dev.ally.web.authenticator;

import dev.ally.bus.Bus;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.AuthenticatorName;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** {@code /settings/security/authenticators/rename}: gives an authenticator another name. */
public final class RenameHandler {
  private final Bus bus;
  private final Sessions sessions;
  private final Pages pages;
  private final PageForm form;

  public RenameHandler(Bus bus, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.sessions = sessions;
    this.pages = pages;
    this.form = new PageForm(Field.NAME, this::page);
  }

  public Future<Reply> show(Request request) {
    return form.show(request);
  }

  public Future<Reply> submit(Request request) {
    Optional<UUID> which = AuthenticatorHandler.which(request.form());
    if (which.isEmpty()) {
      return nothingChanged();
    }
    NameAuthenticator question = new NameAuthenticator(
        request.secret(Cookie.SESSION), which.get(), request.form().text(Field.NAME));
    return NameAuthenticator.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case NAMED -> Notice.AUTHENTICATOR_NAMED.on(Reply.seeOther(Paths.SECURITY)).now();
      case REFUSED -> form.refused(request, Text.of("authenticator.name.refused"));
      case NOT_THERE -> nothingChanged();
    });
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    FormFields fields = request.fields();
    Optional<UUID> which = AuthenticatorHandler.which(fields);
    return sessions.security(request).compose(security -> which
        .flatMap(id -> AuthenticatorHandler.find(security, id))
        .map(one -> pages.reply(request, change.apply(Page.of("rename")
            .of(security.person(), request)
            .with("called", AuthenticatorName.of(one))
            .with("name", fields.find(Field.NAME).orElse(one.name()))
            .with("which", one.id().toString()))))
        .orElseGet(RenameHandler::nothingChanged));
  }

  private static Future<Reply> nothingChanged() {
    return Notice.NOTHING_CHANGED.on(Reply.seeOther(Paths.SECURITY)).now();
  }
}
