package dev.ally.account.operator;

import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.SetEmail;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The operator's commands on how a person logs in: end sessions, mail a link to a new password, set the address. */
public final class LoginAccessService {
  private static final int ATTEMPTS = 3;

  private final PgAccountStore accounts;
  private final PgOperatorActStore acts;
  private final FactorSwitch factorSwitch;
  private final boolean mailed;
  private final Clock clock;

  /** @param mailed whether a mail server is configured */
  public LoginAccessService(
      PgAccountStore accounts, PgOperatorActStore acts, FactorSwitch factorSwitch, boolean mailed, Clock clock) {
    this.accounts = accounts;
    this.acts = acts;
    this.factorSwitch = factorSwitch;
    this.mailed = mailed;
    this.clock = clock;
  }

  public Future<EndAllSessions.Answer> endSessions(EndAllSessions question) {
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new EndAllSessions.Answer(EndAllSessions.Outcome.NO_ACCOUNT))
        : acts.endSessions(account.get().accountId(), clock.instant()).map(ended -> new EndAllSessions.Answer(
            ended ? EndAllSessions.Outcome.ENDED : EndAllSessions.Outcome.NONE)));
  }

  public Future<MailResetLink.Answer> mailReset(MailResetLink question) {
    if (!mailed) {
      return Future.succeededFuture(new MailResetLink.Answer(MailResetLink.Outcome.NO_MAIL));
    }
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new MailResetLink.Answer(MailResetLink.Outcome.NO_ACCOUNT))
        : acts.mailReset(question.operationId(), account.get().accountId(), clock.instant())
            .map(queued -> new MailResetLink.Answer(
                queued ? MailResetLink.Outcome.QUEUED : MailResetLink.Outcome.LOCKED)));
  }

  public Future<SetEmail.Answer> setEmail(SetEmail question) {
    EmailAddress email = EmailAddress.of(question.newEmail());
    return accounts.find(EmailAddress.of(question.email())).compose(account -> {
      Optional<Problem> malformed = EmailAddress.problem(question.newEmail());
      return account.isEmpty() ? Future.succeededFuture(SetEmail.Answer.of(SetEmail.Outcome.NO_ACCOUNT))
          : malformed.isPresent() ? Future.succeededFuture(SetEmail.Answer.refused(malformed.get()))
          : email.key().equals(EmailAddress.stored(question.email()).key())
          ? Future.succeededFuture(SetEmail.Answer.of(SetEmail.Outcome.SAME))
          : setEmail(account.get(), email, ATTEMPTS);
    });
  }

  private Future<SetEmail.Answer> setEmail(Versions account, EmailAddress email, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture(new Unavailable("the account keeps changing", Duration.ofSeconds(2)));
    }
    return factorSwitch.settled(account)
        .compose(settled -> acts.setEmail(settled.accountId(), email, clock.instant()))
        .compose(change -> switch (change) {
          case CHANGED -> Future.succeededFuture(SetEmail.Answer.of(SetEmail.Outcome.CHANGED));
          case TAKEN -> Future.succeededFuture(SetEmail.Answer.refused(Problem.EMAIL_TAKEN));
          case CHANGING -> accounts.versions(account.accountId()).compose(again -> again.isEmpty()
              ? Future.succeededFuture(SetEmail.Answer.of(SetEmail.Outcome.NO_ACCOUNT))
              : setEmail(again.get(), email, attempts - 1));
        });
  }
}
