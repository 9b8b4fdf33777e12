package dev.ally.account.profile;

import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.account.session.SessionService;
import dev.ally.contract.account.ChangeName.Answer;
import dev.ally.contract.account.ChangeName.Outcome;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.NewAccount.Problem;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Changes the name of an account's owner, and the language that the owner reads. */
public final class ProfileService {
  private final SessionService sessions;
  private final PgAccountStore accounts;
  private final Clock clock;

  public ProfileService(SessionService sessions, PgAccountStore accounts, Clock clock) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.clock = clock;
  }

  public Future<Answer> changeName(ChangeName question) {
    String name = NewAccountRules.name(question.name());
    return sessions.change(question.session(), Answer.of(Outcome.NO_SESSION), session -> {
      Optional<Problem> problem = NewAccountRules.nameProblem(name);
      return problem.isPresent()
          ? Future.succeededFuture(Answer.refused(problem.get()))
          : accounts.rename(session.person().accountId(), name, question.requestInfo(), clock.instant())
              .map(Answer.of(Outcome.CHANGED));
    });
  }

  public Future<ChooseLanguage.Answer> chooseLanguage(ChooseLanguage question) {
    var none = new ChooseLanguage.Answer(ChooseLanguage.Outcome.NO_SESSION);
    return sessions.changeHeldToo(question.session(), none, session ->
        accounts.chooseLanguage(session.person().accountId(), question.language())
            .map(new ChooseLanguage.Answer(ChooseLanguage.Outcome.CHOSEN)));
  }
}
