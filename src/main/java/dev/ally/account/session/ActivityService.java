package dev.ally.account.session;

import dev.ally.contract.account.ShowActivity.Activity;
import dev.ally.contract.account.ShowActivity.Answer;
import dev.ally.contract.account.ShowActivity;
import io.vertx.core.Future;
import java.util.Optional;

/** Shows people the activity of their account. */
public final class ActivityService {
  static final int PAGE_SIZE = 25;

  private final SessionService sessions;
  private final PgActivityStore store;

  public ActivityService(SessionService sessions, PgActivityStore store) {
    this.sessions = sessions;
    this.store = store;
  }

  public Future<Answer> show(ShowActivity question) {
    return sessions.within(question.session(), new Answer(Optional.empty()), session ->
        store.page(session.person().accountId(), question.before(), PAGE_SIZE + 1).map(events -> {
          boolean more = events.size() > PAGE_SIZE;
          return new Answer(Optional.of(new Activity(
              session.person(), more ? events.subList(0, PAGE_SIZE) : events, more)));
        }));
  }
}
