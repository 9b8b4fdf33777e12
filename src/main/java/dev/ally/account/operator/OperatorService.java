package dev.ally.account.operator;

import dev.ally.account.deletion.Deletions;
import dev.ally.account.deletion.PgDeletionStore.By;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.mailed.MailedLinks;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.profile.PgPasswordResetStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.totp.FindAuthenticators;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The operator's commands on an account: show it, lock and unlock it, delete it, make a link to a new password. */
public final class OperatorService {
  private static final int ATTEMPTS = 3;
  private static final DeleteAccount.Answer DELETED = new DeleteAccount.Answer(DeleteAccount.Outcome.DELETED);

  private final PgAccountStore accounts;
  private final PgStatusStore statuses;
  private final PgLockStore locks;
  private final PgPasswordResetStore resets;
  private final MailedLinks links;
  private final Tokens tokens;
  private final Deletions deletions;
  private final FactorSwitch factorSwitch;
  private final Bus bus;
  private final Clock clock;

  public OperatorService(
      PgAccountStore accounts, PgStatusStore statuses, PgLockStore locks, PgPasswordResetStore resets,
      MailedLinks links, Tokens tokens, Deletions deletions, FactorSwitch factorSwitch, Bus bus, Clock clock) {
    this.accounts = accounts;
    this.statuses = statuses;
    this.locks = locks;
    this.resets = resets;
    this.links = links;
    this.tokens = tokens;
    this.deletions = deletions;
    this.factorSwitch = factorSwitch;
    this.bus = bus;
    this.clock = clock;
  }

  public Future<ShowAccount.Answer> show(ShowAccount question) {
    return statuses.find(EmailAddress.of(question.email()), clock.instant()).compose(known -> known.isEmpty()
        ? Future.succeededFuture(new ShowAccount.Answer(Optional.empty()))
        : FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(known.get().person().accountId()))
            .map(all -> new ShowAccount.Answer(Optional.of(status(known.get(), all)))));
  }

  private static ShowAccount.Status status(PgStatusStore.Known known, FindAuthenticators.Answer all) {
    return new ShowAccount.Status(
        known.person(), known.since(), all.enrolled(), all.enrolled() ? all.since() : Optional.empty(),
        known.sessions(), known.lastLogin(), known.lockedSince(), known.groups());
  }

  public Future<LockAccount.Answer> lock(LockAccount question) {
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new LockAccount.Answer(LockAccount.Outcome.NO_ACCOUNT))
        : (question.locked()
                ? locks.lock(account.get().accountId(), clock.instant())
                : locks.unlock(account.get().accountId(), clock.instant()))
            .map(done -> new LockAccount.Answer(
                done ? LockAccount.Outcome.DONE : LockAccount.Outcome.ALREADY)));
  }

  /** Needs no mail server: the operator hands the link on. */
  public Future<MakeResetLink.Answer> makeResetLink(MakeResetLink question) {
    Buffer hash = tokens.hash(MailedLinkKind.RESET, question.token());
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(MakeResetLink.Answer.of(MakeResetLink.Outcome.NO_ACCOUNT))
        : resets.make(account.get().accountId(), hash, clock.instant()).map(made -> made
            ? new MakeResetLink.Answer(
                MakeResetLink.Outcome.MADE, links.url(MailedLinkKind.RESET, question.token()))
            : MakeResetLink.Answer.of(MakeResetLink.Outcome.LOCKED)));
  }

  public Future<DeleteAccount.Answer> delete(DeleteAccount question) {
    return deletions.wasBegun(question.operationId()).compose(begun -> begun
        ? Future.succeededFuture(DELETED)
        : delete(question, ATTEMPTS));
  }

  private Future<DeleteAccount.Answer> delete(DeleteAccount question, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture(new Unavailable("the account keeps changing", Duration.ofSeconds(2)));
    }
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new DeleteAccount.Answer(DeleteAccount.Outcome.NO_ACCOUNT))
        : deletions.isOpen(account.get().accountId()).compose(open -> open
            ? Future.succeededFuture(DELETED)
            : begin(question, account.get(), attempts)));
  }

  private Future<DeleteAccount.Answer> begin(DeleteAccount question, Versions account, int attempts) {
    return factorSwitch.settled(account)
        .compose(settled -> deletions.delete(question.operationId(), settled, By.OPERATOR))
        .compose(deleted -> deleted ? Future.succeededFuture(DELETED) : delete(question, attempts - 1));
  }
}
