package dev.ally.account;

import dev.ally.contract.ChangeName;
import dev.ally.contract.ChangeName.Answer;
import dev.ally.contract.ChangeName.Outcome;
import dev.ally.contract.NewAccount.Problem;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Changes what an account says of its owner. */
final class ProfileDesk {
  private final SessionDesk sessions;
  private final PgAccountStore accounts;
  private final Clock clock;

  ProfileDesk(SessionDesk sessions, PgAccountStore accounts, Clock clock) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.clock = clock;
  }

  Future<Answer> changeName(ChangeName question) {
    String name = question.name().strip();
    return sessions.change(question.session(), Answer.of(Outcome.NO_SESSION), session -> {
      Optional<Problem> problem = NewAccountRules.nameProblem(name);
      return problem.isPresent()
          ? Future.succeededFuture(Answer.refused(problem.get()))
          : accounts.rename(session.person().accountId(), name, question.visitor(), clock.instant())
              .map(Answer.of(Outcome.CHANGED));
    });
  }
}
