package dev.ally.web.activity;

import dev.ally.bus.Bus;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.security.PasswordHandler;
import io.vertx.core.Future;

/** {@code /settings/activity/not-me}: ends all other sessions, and leads on to a new password. */
public final class NotMeHandler {
  public static final String PATH = ActivityHandler.PATH + "/not-me";

  private final Bus bus;
  private final Pages pages;

  public NotMeHandler(Bus bus, Pages pages) {
    this.bus = bus;
    this.pages = pages;
  }

  public Future<Reply> show(Request request) {
    Secret session = request.secret(Cookie.SESSION);
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(session)).compose(answer -> answer.security()
        .map(security -> pages.reply(request, page(session, security)))
        .orElseGet(NotMeHandler::logInFirst));
  }

  public Future<Reply> submit(Request request) {
    EndOtherSessions question = new EndOtherSessions(request.secret(Cookie.SESSION), request.requestInfo());
    return EndOtherSessions.OPERATION.ask(bus, question).compose(answer -> answer.done()
        ? Notice.OTHERS_ENDED.on(Reply.seeOther(PasswordHandler.PATH)).now()
        : logInFirst());
  }

  private static Page page(Secret session, Security security) {
    return Page.of("not-me").of(security.person()).formKey(session).with("twoFactor", security.twoFactor());
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
