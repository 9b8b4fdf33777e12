package dev.ally.account;

import dev.ally.account.PasswordDesk.Verdict;
import dev.ally.account.PgAccountStore.Versions;
import dev.ally.account.PgSessionStore.Session;
import dev.ally.contract.Bus;
import dev.ally.contract.ChangePassword;
import dev.ally.contract.ChangePassword.Answer;
import dev.ally.contract.ChangePassword.Outcome;
import dev.ally.contract.FindAuthenticators;
import dev.ally.contract.NewAccount.Problem;
import dev.ally.contract.Unavailable;
import dev.ally.contract.VerifyCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Changes a password: the present one is asked for, then a code where there is a second factor. */
final class PasswordChangeDesk {
  private final SessionDesk sessions;
  private final PasswordDesk passwords;
  private final PasswordRules rules;
  private final PgPasswordChangeStore store;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;

  PasswordChangeDesk(
      SessionDesk sessions, PasswordDesk passwords, PasswordRules rules, PgPasswordChangeStore store, Tokens tokens,
      Bus bus, Clock clock) {
    this.sessions = sessions;
    this.passwords = passwords;
    this.rules = rules;
    this.store = store;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  Future<Answer> change(ChangePassword question) {
    return sessions.within(question.session(), Answer.of(Outcome.NO_SESSION), session ->
        store.wasMade(session.person().accountId(), question.operationId()).compose(made -> made
            ? Future.succeededFuture(Answer.of(Outcome.CHANGED))
            : judge(question, session)));
  }

  /** What costs nobody a guess comes first. */
  private Future<Answer> judge(ChangePassword question, Session session) {
    EmailAddress email = EmailAddress.of(session.person().email());
    Optional<Problem> problem = rules.problem(question.chosen(), email);
    if (problem.isPresent()) {
      return Future.succeededFuture(Answer.refused(problem.get()));
    }
    return passwords.judge(email, question.present(), question.visitor(), question.operationId())
        .compose(verdict -> {
          if (verdict instanceof Verdict.Right right) {
            return askForCode(question, session, right.account());
          }
          return Future.succeededFuture(verdict instanceof Verdict.Wait wait
              ? Answer.waitFor(Outcome.WAIT_FOR_PASSWORD, wait.retryAfter())
              : Answer.of(Outcome.WRONG_PASSWORD));
        });
  }

  private Future<Answer> askForCode(ChangePassword question, Session session, Versions account) {
    return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account.accountId()))
        .compose(authenticators -> authenticators.enrolled()
            ? verify(question, session, account)
            : change(question, session, account));
  }

  private Future<Answer> verify(ChangePassword question, Session session, Versions account) {
    VerifyCode code = new VerifyCode(
        tokens.operationId(question.operationId(), question.session(), question.code()),
        account.accountId(),
        question.code());
    return VerifyCode.OPERATION.ask(bus, code).compose(verdict -> switch (verdict.verdict()) {
      case ACCEPTED -> change(question, session, account);
      case WRONG -> Future.succeededFuture(Answer.of(Outcome.WRONG_CODE));
      case SPENT -> Future.succeededFuture(Answer.of(Outcome.SPENT_CODE));
      case MALFORMED -> Future.succeededFuture(Answer.of(Outcome.MALFORMED_CODE));
      case WAIT -> Future.succeededFuture(Answer.waitFor(Outcome.WAIT_FOR_CODE, verdict.retryAfter()));
      case NOT_ENROLLED, GIVEN_UP -> Future.failedFuture(changing());
    });
  }

  private Future<Answer> change(ChangePassword question, Session session, Versions account) {
    return passwords.hash(account.accountId(), question.chosen(), question.visitor().address())
        .compose(hash -> store.change(new PgPasswordChangeStore.Change(
            question.operationId(), account, session.id(), hash,
            tokens.hash(Tokens.Purpose.BROWSER, question.visitor().browser()), question.visitor(), clock.instant())))
        .compose(changed -> changed
            ? Future.succeededFuture(Answer.of(Outcome.CHANGED))
            : Future.failedFuture(changing()));
  }

  private static Unavailable changing() {
    return new Unavailable("the account was changed at the same time", Duration.ofSeconds(1));
  }
}
