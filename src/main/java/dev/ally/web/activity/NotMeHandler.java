package dev.ally.web.activity;

import dev.ally.bus.Bus;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /settings/activity/not-me}: ends all other sessions, and leads on to a new password. */
public final class NotMeHandler {
  private final Bus bus;
  private final Sessions sessions;
  private final Pages pages;

  public NotMeHandler(Bus bus, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.sessions = sessions;
    this.pages = pages;
  }

  public Future<Reply> show(Request request) {
    return sessions.security(request).compose(security -> pages.reply(
        request, Page.of("not-me").of(security.person(), request).with("twoFactor", security.twoFactor())));
  }

  public Future<Reply> submit(Request request) {
    EndOtherSessions question = new EndOtherSessions(request.secret(Cookie.SESSION), request.requestInfo());
    return EndOtherSessions.OPERATION.ask(bus, question).map(answer -> {
      if (!answer.done()) {
        throw new NoSession();
      }
      return Notice.OTHERS_ENDED.on(Reply.seeOther(Paths.PASSWORD));
    });
  }
}
