package dev.ally.account;

import dev.ally.contract.ShowActivity;
import dev.ally.contract.ShowActivity.Activity;
import dev.ally.contract.ShowActivity.Answer;
import io.vertx.core.Future;
import java.util.Optional;

/** Shows people what has happened to their account. */
final class ActivityDesk {
  static final int PAGE_SIZE = 25;

  private final SessionDesk sessions;
  private final PgActivityStore store;

  ActivityDesk(SessionDesk sessions, PgActivityStore store) {
    this.sessions = sessions;
    this.store = store;
  }

  Future<Answer> show(ShowActivity question) {
    return sessions.within(question.session(), new Answer(Optional.empty()), session ->
        store.page(session.person().accountId(), question.before(), PAGE_SIZE + 1).map(events -> {
          boolean more = events.size() > PAGE_SIZE;
          return new Answer(Optional.of(new Activity(
              session.person(), more ? events.subList(0, PAGE_SIZE) : events, more)));
        }));
  }
}
