package dev.ally.account.factor;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.factor.FactorSwitch.Made;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.factor.PgUndoStore.Found;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.RefusalReasons;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Undoes two-factor by the link in the notification that it was turned on: at once, or a day later if the password has
 * been reset since. Access to the mailbox alone is enough for the link and a new password, so the owner of the second
 * factor has that day to stop the undo.
 */
public final class UndoService {
  /** How often stopping is tried again because a switch was open. */
  private static final int ATTEMPTS = 3;

  private final PgUndoStore store;
  private final PasswordVerifier passwords;
  private final FactorSwitch factorSwitch;
  private final FailedAttempts failures;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;

  public UndoService(
      PgUndoStore store, PasswordVerifier passwords, FactorSwitch factorSwitch, FailedAttempts failures, Tokens tokens,
      Bus bus, Clock clock) {
    this.failures = failures;
    this.store = store;
    this.passwords = passwords;
    this.factorSwitch = factorSwitch;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  public Future<FindMailedLink.Answer> find(Secret link) {
    return store.find(tokens.hashes(MailedLinkKind.UNDO, link), clock.instant())
        .map(found -> answer(found, Optional.empty()));
  }

  public Future<FindMailedLink.Answer> findStop(Secret link) {
    return store.findStop(tokens.hashes(MailedLinkKind.STOP_UNDO, link)).compose(found -> found.isPresent()
        ? FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(found.get().account().accountId()))
            .map(authenticators -> answer(found, authenticators.codeDigits()))
        : Future.succeededFuture(answer(found, Optional.empty())));
  }

  private static FindMailedLink.Answer answer(Optional<Found> found, Optional<Integer> codeDigits) {
    return new FindMailedLink.Answer(found.map(Found::email), "", found.flatMap(Found::actsAt), codeDigits);
  }

  public Future<UndoTwoFactor.Answer> undo(UndoTwoFactor question, Asker asker) {
    Buffer[] link = tokens.hashes(MailedLinkKind.UNDO, question.link());
    return store.find(link, clock.instant()).compose(found -> found.isPresent()
        ? verify(question, link, found.get(), asker)
        : Future.succeededFuture(UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.EXPIRED)));
  }

  /** Looks for a reset only after the password was found right: a reset in the meantime may have made it right. */
  private Future<UndoTwoFactor.Answer> verify(
      UndoTwoFactor question, Buffer[] link, Found found, Asker asker) {
    return passwords
        .verify(EmailAddress.stored(found.email()), question.password(), question.requestInfo(), question.operationId(),
            asker)
        .compose(verdict -> {
          if (verdict instanceof PasswordVerifier.Verdict.Right right
              && right.account().accountId().equals(found.account().accountId())) {
            return store.resetAt(link).compose(resetAt -> resetAt.isPresent()
                ? makeItWait(question, found.account(), resetAt.get())
                : undoNow(question, found.account()));
          }
          return Future.succeededFuture(verdict instanceof PasswordVerifier.Verdict.Wait wait
              ? UndoTwoFactor.Answer.waitFor(wait.retryAfter())
              : UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.WRONG_PASSWORD));
        });
  }

  private Future<UndoTwoFactor.Answer> makeItWait(UndoTwoFactor question, Versions account, Instant resetAt) {
    return store.ask(account, resetAt, question.requestInfo(), clock.instant()).compose(actsAt -> actsAt.isPresent()
        ? Future.succeededFuture(UndoTwoFactor.Answer.waiting(actsAt.get()))
        : Future.failedFuture(Reauthentication.changing()));
  }

  /** Only if the account has not changed since the link was read: the link does not undo another enrolment. */
  private Future<UndoTwoFactor.Answer> undoNow(UndoTwoFactor question, Versions account) {
    return factorSwitch
        .makeOf(account, tokens.operationId(question.operationId(), question.link(), question.password()),
            Kind.TWO_FACTOR_UNDO, question.requestInfo(),
            operationId -> ResetAuthenticators.OPERATION.ask(
                bus, new ResetAuthenticators(operationId, account.accountId())),
            UndoService::made)
        .compose(answer -> switch (answer.map(ResetAuthenticators.Answer::outcome)
            .orElse(ResetAuthenticators.Outcome.REMOVED)) {
          case REMOVED -> Future.succeededFuture(UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.UNDONE));
          case NOT_ENROLLED -> Future.succeededFuture(UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.EXPIRED));
          case GIVEN_UP, GUESSED_AT -> Future.failedFuture(
              new Unavailable("the switch was given up before it was made", Duration.ofSeconds(1)));
        });
  }

  static Made made(ResetAuthenticators.Answer answer) {
    return Made.when(answer.outcome() == ResetAuthenticators.Outcome.REMOVED);
  }

  public Future<StopUndo.Answer> stop(StopUndo question) {
    Buffer[] link = tokens.hashes(MailedLinkKind.STOP_UNDO, question.link());
    return store.findStop(link).compose(found -> found.isPresent()
        ? verify(question, found.get().account()).compose(verdict -> conclude(question, link, found.get(), verdict))
        : wasStopped(question, link));
  }

  private Future<CodeVerdict> verify(StopUndo question, Versions account) {
    UUID operationId = tokens.operationId(question.operationId(), question.link(), question.code());
    return VerifyCode.OPERATION.ask(bus, new VerifyCode(operationId, account.accountId(), question.code()))
        .compose(verdict -> failures.code(
            verdict, operationId, account.accountId(), FailedAttempts.Source.of(question.requestInfo())));
  }

  private Future<StopUndo.Answer> conclude(StopUndo question, Buffer[] link, Found found, CodeVerdict verdict) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> stop(question, link, found.account(), verdict.recoveryCode(), ATTEMPTS);
      case WRONG, SPENT, MALFORMED, WAIT ->
          Future.succeededFuture(new StopUndo.Answer(RefusalReasons.of(verdict), verdict.retryAfter()));
      case NOT_ENROLLED, GIVEN_UP -> Future.succeededFuture(StopUndo.Answer.of(StopUndo.Outcome.EXPIRED));
    };
  }

  /** The code was right: stops the undo, once no switch of two-factor is open. */
  private Future<StopUndo.Answer> stop(
      StopUndo question, Buffer[] link, Versions account, boolean byRecoveryCode, int attempts) {
    return factorSwitch.settled(account)
        .compose(settled -> store.stop(
            account.accountId(), link, question.operationId(), byRecoveryCode, question.requestInfo(), clock.instant()))
        .compose(stopped -> stopped
            ? Future.succeededFuture(StopUndo.Answer.of(StopUndo.Outcome.STOPPED))
            : store.findStop(link).compose(found -> found.isPresent() && attempts > 0
                ? stop(question, link, found.get().account(), byRecoveryCode, attempts - 1)
                : wasStopped(question, link)));
  }

  private Future<StopUndo.Answer> wasStopped(StopUndo question, Buffer[] link) {
    return store.wasStopped(link, question.operationId()).map(stopped -> StopUndo.Answer.of(
        stopped ? StopUndo.Outcome.STOPPED : StopUndo.Outcome.EXPIRED));
  }
}
