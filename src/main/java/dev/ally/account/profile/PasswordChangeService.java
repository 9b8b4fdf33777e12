package dev.ally.account.profile;

import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.Reauthentication.Verdict.Proven;
import dev.ally.account.session.Reauthentication.Verdict.Refused;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Asker;
import dev.ally.contract.account.ChangePassword.Answer;
import dev.ally.contract.account.ChangePassword.Outcome;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Changes a password. The present password is required, and a code if there is a second factor. */
public final class PasswordChangeService {
  private final SessionService sessions;
  private final Reauthentication factors;
  private final PasswordVerifier passwords;
  private final NewPasswords newPasswords;
  private final PgPasswordChangeStore store;
  private final Tokens tokens;
  private final Clock clock;

  public PasswordChangeService(
      SessionService sessions, Reauthentication factors, PasswordVerifier passwords, NewPasswords newPasswords,
      PgPasswordChangeStore store, Tokens tokens, Clock clock) {
    this.sessions = sessions;
    this.factors = factors;
    this.passwords = passwords;
    this.newPasswords = newPasswords;
    this.store = store;
    this.tokens = tokens;
    this.clock = clock;
  }

  public Future<Answer> change(ChangePassword question, Asker asker) {
    return sessions.change(question.session(), question.operationId(), Answer.of(Outcome.NO_SESSION), session ->
        store.wasMade(session.person().accountId(), question.operationId()).compose(made -> made
            ? Future.succeededFuture(Answer.of(Outcome.CHANGED))
            : verify(question, session, asker)));
  }

  /**
   * Checks that use up no guess come first. That the new password is the one that was typed as the present one says
   * nothing of the account.
   */
  private Future<Answer> verify(ChangePassword question, Session session, Asker asker) {
    EmailAddress email = EmailAddress.stored(session.person().email());
    boolean unchanged =
        PasswordRules.normalized(question.chosen()).equals(PasswordRules.normalized(question.present()));
    return newPasswords.problem(question.chosen(), email)
        .map(problem -> problem.or(() -> unchanged ? Optional.of(Problem.PASSWORD_UNCHANGED) : Optional.empty()))
        .compose(problem -> problem.isPresent()
            ? Future.succeededFuture(Answer.refused(problem.get()))
            : prove(question, session, asker));
  }

  private Future<Answer> prove(ChangePassword question, Session session, Asker asker) {
    Reauthentication.Question factorsOf = new Reauthentication.Question(
        question.operationId(), question.session(), question.present(), question.code(), question.requestInfo(),
        asker);
    return factors.verify(factorsOf, session).compose(verdict -> verdict instanceof Proven proven
        ? change(question, session, proven.account(), asker)
        : Future.succeededFuture(refused((Refused) verdict)));
  }

  private static Answer refused(Refused refused) {
    return Answer.refused(refused.why(), refused.retryAfter());
  }

  private static Secret browser(ChangePassword question) {
    return question.newBrowser().isEmpty() ? question.requestInfo().browser() : question.newBrowser();
  }

  private Future<Answer> change(ChangePassword question, Session session, Versions account, Asker asker) {
    return passwords.hash(account.accountId(), question.chosen(), question.requestInfo().address(), asker)
        .compose(hash -> store.change(new PgPasswordChangeStore.Change(
            question.operationId(), account, session.id(), hash,
            tokens.hash(Tokens.Purpose.BROWSER, browser(question)), question.requestInfo(), clock.instant())))
        .compose(changed -> changed
            ? Future.succeededFuture(Answer.of(Outcome.CHANGED))
            : Future.failedFuture(Reauthentication.changing()));
  }
}
