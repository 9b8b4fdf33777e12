package dev.ally.account.operator;

import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.GroupName;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeGroup.Answer;
import dev.ally.contract.account.ChangeGroup.Outcome;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.RequireFactor;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The operator's commands on groups. */
public final class GroupService {
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private final PgAccountStore accounts;
  private final PgGroupStore groups;
  private final Clock clock;

  public GroupService(PgAccountStore accounts, PgGroupStore groups, Clock clock) {
    this.accounts = accounts;
    this.groups = groups;
    this.clock = clock;
  }

  public Future<Answer> change(ChangeGroup question) {
    if (!GroupName.isValid(question.group())) {
      return Future.succeededFuture(new Answer(Outcome.MALFORMED));
    }
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new Answer(Outcome.NO_ACCOUNT))
        : (question.member()
                ? groups.add(account.get().accountId(), question.group(), clock.instant())
                : groups.remove(account.get().accountId(), question.group(), clock.instant()))
            .map(done -> new Answer(done ? Outcome.DONE : Outcome.ALREADY)));
  }

  /** Demands a second factor of a group's accounts, or no longer does. */
  public Future<RequireFactor.Answer> require(RequireFactor question) {
    Optional<Instant> from = start(question.day());
    if (!GroupName.isValid(question.group()) || from.isEmpty()) {
      return Future.succeededFuture(new RequireFactor.Answer(
          from.isEmpty() ? RequireFactor.Outcome.NO_SUCH_DAY : RequireFactor.Outcome.MALFORMED));
    }
    return (question.required()
            ? groups.require(question.group(), from.get(), clock.instant())
            : groups.requireNoMore(question.group(), clock.instant()))
        .map(done -> new RequireFactor.Answer(
            done ? RequireFactor.Outcome.DONE : RequireFactor.Outcome.ALREADY));
  }

  /** When the day begins; empty: there is no such day. No day is one that has begun. */
  private static Optional<Instant> start(String day) {
    if (day.isEmpty()) {
      return Optional.of(Instant.EPOCH);
    }
    try {
      return DAY.matcher(day).matches()
          ? Optional.of(LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant())
          : Optional.empty();
    } catch (DateTimeParseException noSuchDay) {
      return Optional.empty();
    }
  }

  public Future<ListGroups.Answer> list(ListGroups question) {
    return groups.list(question.afterGroup()).map(ListGroups.Answer::new);
  }
}
