package dev.ally.web.sessions;

import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.contract.account.ShowSessions.Sessions;
import dev.ally.language.Text;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** The page "Sessions". */
final class SessionsView {
  private final Pages pages;
  private final Details details;

  SessionsView(Pages pages, Details details) {
    this.pages = pages;
    this.details = details;
  }

  Future<Reply> fresh(Request request, Sessions all) {
    return pages.reply(request, Page.of("sessions")
        .of(all.person(), request)
        .notice(Notice.of(
            request, EnumSet.of(Notice.SESSION_ENDED, Notice.OTHERS_ENDED, Notice.NOTHING_CHANGED)))
        .with("atSessions", true)
        .with("sessions", all.sessions().stream().map(this::shown).toList())
        .with("others", all.sessions().size() > 1));
  }

  private Map<String, Object> shown(Open open) {
    Text browser = details.browser(open.userAgent());
    Map<String, Object> shown = new HashMap<>();
    shown.put("id", open.id());
    shown.put("browser", browser);
    shown.put("address", open.address());
    shown.put("since", details.time(open.since()));
    shown.put("lastSeen", details.time(open.lastSeen()));
    shown.put("asking", open.asking());
    shown.put("label", Text.of("sessions.end.label").with("browser", browser).with("address", open.address()));
    return shown;
  }
}
