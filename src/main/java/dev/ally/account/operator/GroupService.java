package dev.ally.account.operator;

import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.GroupName;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeGroup.Answer;
import dev.ally.contract.account.ChangeGroup.Outcome;
import dev.ally.contract.account.ListGroups;
import io.vertx.core.Future;
import java.time.Clock;

/** The operator's commands on groups. */
public final class GroupService {
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

  public Future<ListGroups.Answer> list(ListGroups question) {
    return groups.list(question.afterGroup()).map(ListGroups.Answer::new);
  }
}
