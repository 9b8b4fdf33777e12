package dev.ally.web.activity;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.ShowActivity.Activity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page "Activity". */
final class ActivityView {
  private final Pages pages;
  private final Details details;

  ActivityView(Pages pages, Details details) {
    this.pages = pages;
    this.details = details;
  }

  Future<Reply> fresh(Request request, Activity activity, long before) {
    List<Event> events = activity.events();
    Page page = Page.of("activity")
        .of(activity.person(), request)
        .with("atActivity", true)
        .with("events", events.stream().map(this::shown).toList())
        .with("later", before != 0)
        .with("turns", before != 0 || activity.more());
    return pages.reply(request, activity.more()
        ? page.with("older", Paths.ACTIVITY + "?" + Field.BEFORE.id() + "=" + events.get(events.size() - 1).id())
        : page);
  }

  private Map<String, Object> shown(Event event) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("what", Text.of(textId(event.kind())).with("name", event.detail()));
    shown.put("at", details.time(event.at()));
    if (!event.address().isEmpty()) {
      shown.put("browser", details.browser(event.userAgent()));
      shown.put("address", event.address());
    }
    return shown;
  }

  /** Its id in the catalogue. */
  static String textId(ActivityKind kind) {
    return "activity." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
