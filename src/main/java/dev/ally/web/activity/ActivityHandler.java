package dev.ally.web.activity;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ShowActivity;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;

/** {@code /settings/activity}: what has happened to the account, the newest first; {@code ?before=} turns the page. */
public final class ActivityHandler {
  private final Bus bus;
  private final ActivityView view;

  public ActivityHandler(Bus bus, Pages pages, Details details) {
    this.bus = bus;
    this.view = new ActivityView(pages, details);
  }

  public Future<Reply> show(Request request) {
    long before = before(request);
    return ShowActivity.OPERATION.ask(bus, new ShowActivity(request.secret(Cookie.SESSION), before))
        .map(answer -> answer.activity().orElseThrow(NoSession::new))
        .compose(activity -> view.fresh(request, activity, before));
  }

  private static long before(Request request) {
    String typed = request.query().find(Field.BEFORE).orElse("0");
    if (!typed.matches("[0-9]{1,18}")) {
      throw new Refused(Refusal.MALFORMED);
    }
    return Long.parseLong(typed);
  }
}
