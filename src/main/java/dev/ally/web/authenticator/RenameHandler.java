package dev.ally.web.authenticator;

import dev.ally.bus.Bus;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.AuthenticatorName;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.security.SecurityHandler;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /settings/security/authenticators/rename}: gives an authenticator another name. */
public final class RenameHandler {
  public static final String PATH = SecurityHandler.PATH + "/authenticators/rename";

  private static final String NAME = "name";

  private final Bus bus;
  private final Pages pages;
  private final Catalogue texts;

  public RenameHandler(Bus bus, Pages pages, Catalogue texts) {
    this.bus = bus;
    this.pages = pages;
    this.texts = texts;
  }

  public Future<Reply> show(Request request) {
    return page(request, request.query(), 200, List.of());
  }

  public Future<Reply> submit(Request request) {
    Optional<UUID> which = AuthenticatorHandler.which(request.form());
    if (which.isEmpty()) {
      return nothingChanged();
    }
    NameAuthenticator question = new NameAuthenticator(
        request.secret(Cookie.SESSION), which.get(), request.form().text(Field.NAME));
    return NameAuthenticator.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case NAMED -> Notice.AUTHENTICATOR_NAMED.on(Reply.seeOther(SecurityHandler.PATH)).now();
      case REFUSED -> page(
          request, request.form(), 422, List.of(new Problem(NAME, texts.say("authenticator.name.refused"))));
      case NOT_THERE -> nothingChanged();
    });
  }

  private Future<Reply> page(Request request, FormFields fields, int status, List<Problem> problems) {
    Secret session = request.secret(Cookie.SESSION);
    Optional<UUID> which = AuthenticatorHandler.which(fields);
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(session)).compose(answer -> {
      if (answer.security().isEmpty()) {
        return logInFirst();
      }
      Optional<LinkedAuthenticator> one = which.flatMap(id -> AuthenticatorHandler.find(answer.security().get(), id));
      return one.isEmpty() ? nothingChanged() : pages.reply(request, Page.of("rename")
          .of(answer.security().get().person())
          .formKey(session)
          .with("called", AuthenticatorName.of(one.get(), texts))
          .with(NAME, fields.find(Field.NAME).orElse(one.get().name()))
          .with("which", one.get().id().toString())
          .refused(status, problems));
    });
  }

  private static Future<Reply> nothingChanged() {
    return Notice.NOTHING_CHANGED.on(Reply.seeOther(SecurityHandler.PATH)).now();
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(SecurityHandler.PATH)).now();
  }
}
