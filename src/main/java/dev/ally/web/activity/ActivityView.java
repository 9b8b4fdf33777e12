package dev.ally.web.activity;

import dev.ally.contract.account.ShowActivity.Activity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.List;

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
        .with("events", events.stream().map(event -> ShownEvent.of(event, details)).toList())
        .with("later", before != 0)
        .with("turns", before != 0 || activity.more());
    return pages.reply(request, activity.more()
        ? page.with("older", Paths.ACTIVITY + "?" + Field.BEFORE.id() + "=" + events.get(events.size() - 1).id())
        : page);
  }
}
