package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.account.LogOut;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Notice;
import io.vertx.core.Future;

/** {@code /logout}: ends the session on the server, and then the browser's cookie. */
public final class LogoutHandler {
  private final Bus bus;

  public LogoutHandler(Bus bus) {
    this.bus = bus;
  }

  public Future<Reply> submit(Request request) {
    LogOut question = new LogOut(
        request.secret(Cookie.SESSION), request.secret(Cookie.PENDING), request.requestInfo());
    return LogOut.OPERATION.ask(bus, question).map(done -> Notice.LOGGED_OUT.on(Reply.seeOther(LocalPath.HOME))
        .clear(Cookie.SESSION)
        .clear(Cookie.PENDING)
        .clear(Cookie.MAILED)
        .clear(Cookie.WAITING));
  }
}
