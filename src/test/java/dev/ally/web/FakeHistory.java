package dev.ally.web;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.contract.account.ShowSessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What {@link FakeAccount} tells of a person's sessions, of which there are two, and of what happened. */
final class FakeHistory {
  private FakeHistory() {}

  static ShowSessions.Answer sessions(Optional<Person> whose) {
    Open asking = new Open(
        UUID.randomUUID(), "192.0.2.7", FakeAccount.FIREFOX, FakeAccount.NOW.minus(Duration.ofHours(11)),
        FakeAccount.NOW, true);
    Open other = new Open(
        UUID.randomUUID(), "2001:db8::17", "", FakeAccount.NOW.minus(Duration.ofHours(20)), FakeAccount.NOW, false);
    return new ShowSessions.Answer(whose.map(person -> new ShowSessions.Sessions(person, List.of(asking, other))));
  }

  static ShowActivity.Answer activity(Optional<Person> whose) {
    Event wrong = new Event(9, FakeAccount.NOW, ActivityKind.LOGIN_CODE_WRONG, "2001:db8::17", "");
    Event reset = new Event(
        7, FakeAccount.NOW.minus(Duration.ofDays(90)), ActivityKind.TWO_FACTOR_RESET, "", "");
    return new ShowActivity.Answer(
        whose.map(person -> new ShowActivity.Activity(person, List.of(wrong, reset), true)));
  }
}
