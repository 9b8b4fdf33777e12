package dev.ally.account.deletion;

import dev.ally.account.deletion.PgDeletionStore.By;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.Reauthentication.Verdict.Proven;
import dev.ally.account.session.Reauthentication.Verdict.Refused;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Asker;
import dev.ally.contract.account.DeleteOwnAccount.Answer;
import dev.ally.contract.account.DeleteOwnAccount.Outcome;
import dev.ally.contract.account.DeleteOwnAccount;
import io.vertx.core.Future;

/** Deletes an account for its owner. The password is required, and a code if there is a second factor. */
public final class OwnDeletionService {
  private final SessionService sessions;
  private final Reauthentication factors;
  private final Deletions deletions;

  public OwnDeletionService(SessionService sessions, Reauthentication factors, Deletions deletions) {
    this.sessions = sessions;
    this.factors = factors;
    this.deletions = deletions;
  }

  /** A repeated question comes when the session may have ended with the account, so the operation is looked up first. */
  public Future<Answer> delete(DeleteOwnAccount question, Asker asker) {
    return deletions.wasBegun(question.operationId()).compose(begun -> begun
        ? Future.succeededFuture(Answer.of(Outcome.DELETED))
        : sessions.change(question.session(), question.operationId(), Answer.of(Outcome.NO_SESSION), session ->
            verify(question, session, asker)));
  }

  private Future<Answer> verify(DeleteOwnAccount question, Session session, Asker asker) {
    Reauthentication.Question factorsOf = new Reauthentication.Question(
        question.operationId(), question.session(), question.password(), question.code(), question.requestInfo(),
        asker);
    return factors.verify(factorsOf, session).compose(verdict -> {
      if (verdict instanceof Refused refused) {
        return Future.succeededFuture(new Answer(refused.why(), refused.retryAfter()));
      }
      return deletions.delete(question.operationId(), ((Proven) verdict).account(), By.owner(question.requestInfo()))
          .compose(deleted -> deleted
              ? Future.succeededFuture(Answer.of(Outcome.DELETED))
              : Future.failedFuture(Reauthentication.changing()));
    });
  }
}
