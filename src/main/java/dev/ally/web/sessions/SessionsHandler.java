package dev.ally.web.sessions;

import dev.ally.bus.Bus;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ShowSessions;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.UUID;

/** {@code /settings/sessions}: lists the sessions of the account and ends them. */
public final class SessionsHandler {
  private static final UUID UNUSED_ID = new UUID(0, 0);

  private final Bus bus;
  private final SessionsView view;

  public SessionsHandler(Bus bus, Pages pages, Details details) {
    this.bus = bus;
    this.view = new SessionsView(pages, details);
  }

  public Future<Reply> show(Request request) {
    return ShowSessions.OPERATION.ask(bus, new ShowSessions(request.secret(Cookie.SESSION)))
        .map(answer -> answer.sessions().orElseThrow(NoSession::new))
        .compose(sessions -> view.fresh(request, sessions));
  }

  /** A session that has ended before, or that this person does not have, is no error: the page shows what is left. */
  public Future<Reply> end(Request request) {
    EndSession question = new EndSession(request.secret(Cookie.SESSION), sessionId(request), request.requestInfo());
    return EndSession.OPERATION.ask(bus, question).map(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case ENDED -> Notice.SESSION_ENDED.on(Reply.seeOther(Paths.SESSIONS));
      case NOT_THERE -> Notice.NOTHING_CHANGED.on(Reply.seeOther(Paths.SESSIONS));
    });
  }

  public Future<Reply> endOthers(Request request) {
    EndOtherSessions question = new EndOtherSessions(request.secret(Cookie.SESSION), request.requestInfo());
    return EndOtherSessions.OPERATION.ask(bus, question).map(answer -> {
      if (!answer.done()) {
        throw new NoSession();
      }
      return Notice.OTHERS_ENDED.on(Reply.seeOther(Paths.SESSIONS));
    });
  }

  /** A malformed id counts as an id that no session has. */
  private static UUID sessionId(Request request) {
    try {
      return UUID.fromString(request.form().text(Field.SESSION));
    } catch (IllegalArgumentException e) {
      return UNUSED_ID;
    }
  }
}
