package dev.ally.account.factor;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.factor.FactorSwitch.Made;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.RefusalReasons;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.PendingKey.Purpose;
import dev.ally.contract.PendingKey;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.ShowEnrolment;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Shows two-factor to the person of a session, enrols an authenticator, and turns two-factor on and off. */
public final class TwoFactorService {
  private static final Unavailable OVERTAKEN =
      new Unavailable("the switch was given up before it was made", Duration.ofSeconds(1));

  private final SessionService sessions;
  private final PasswordVerifier passwords;
  private final PgAccountStore accounts;
  private final PgUndoStore undos;
  private final FactorSwitch factorSwitch;
  private final FailedAttempts failures;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;
  private final String issuer;

  public TwoFactorService(
      SessionService sessions, PasswordVerifier passwords, PgAccountStore accounts, PgUndoStore undos,
      FactorSwitch factorSwitch, FailedAttempts failures, Tokens tokens, Bus bus, Clock clock, String issuer) {
    this.failures = failures;
    this.sessions = sessions;
    this.passwords = passwords;
    this.accounts = accounts;
    this.undos = undos;
    this.factorSwitch = factorSwitch;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
    this.issuer = issuer;
  }

  public Future<ShowSecurity.Answer> security(ShowSecurity question) {
    return sessions.withinHeldToo(question.session(), new ShowSecurity.Answer(Optional.empty()), session ->
        authenticators(session).compose(all ->
            undos.actsAt(session.person().accountId()).compose(undoAt ->
                isRecovered(session, all).map(recovered -> new ShowSecurity.Answer(Optional.of(
                    new ShowSecurity.Security(session.person(), all.enrolled(), all.since(), all.lastUsed(),
                        all.authenticators(), all.recoveryCodes(), undoAt, all.recoveryCodesUnsaved(), recovered,
                        session.requirement(), session.held(), sessions.isPasswordFresh(session))))))));
  }

  private Future<Boolean> isRecovered(Session session, FindAuthenticators.Answer all) {
    return all.enrolled() ? sessions.isRecovered(session) : Future.succeededFuture(false);
  }

  public Future<ChangeMethod.Answer> changeMethod(ChangeMethod question, Asker asker) {
    return sessions.changeHeldToo(
        question.session(), question.operationId(), ChangeMethod.Answer.of(ChangeMethod.Outcome.NO_SESSION), session ->
            authenticators(session).compose(all -> {
              Method present = all.enrolled() ? Method.AUTHENTICATOR : Method.NONE;
              if (question.method() == present) {
                return Future.succeededFuture(ChangeMethod.Answer.of(ChangeMethod.Outcome.NOTHING_CHANGED));
              }
              return question.method() == Method.NONE
                  ? Future.succeededFuture(ChangeMethod.Answer.of(session.factorRequired()
                      ? ChangeMethod.Outcome.REQUIRED
                      : ChangeMethod.Outcome.CODE_NEEDED))
                  : beginEnrolment(question, session, asker);
            }));
  }

  private Future<ChangeMethod.Answer> beginEnrolment(
      ChangeMethod question, Session session, Asker asker) {
    if (sessions.isPasswordFresh(session)) {
      return beginEnrolment(session);
    }
    return passwords
        .verify(EmailAddress.stored(session.person().email()), question.password(), question.requestInfo(),
            question.operationId(), asker)
        .compose(verdict -> {
          if (verdict instanceof PasswordVerifier.Verdict.Wait wait) {
            return Future.succeededFuture(new ChangeMethod.Answer(ChangeMethod.Outcome.WAIT, wait.retryAfter()));
          }
          if (!(verdict instanceof PasswordVerifier.Verdict.Right right)
              || !right.account().accountId().equals(session.person().accountId())) {
            return Future.succeededFuture(ChangeMethod.Answer.of(ChangeMethod.Outcome.WRONG_PASSWORD));
          }
          return beginEnrolment(session);
        });
  }

  private Future<ChangeMethod.Answer> beginEnrolment(Session session) {
    return BeginEnrolment.OPERATION
        .ask(bus, new BeginEnrolment(session.person().accountId(), session.id()))
        .map(pending -> ChangeMethod.Answer.of(ChangeMethod.Outcome.LINK));
  }

  public Future<FindEnrolment.Answer> findEnrolment(FindEnrolment question) {
    return sessions.withinHeldToo(
        question.session(), new FindEnrolment.Answer(Optional.empty(), Optional.empty()), session ->
            pending(session).map(pending -> new FindEnrolment.Answer(
                Optional.of(session.person()),
                pending.map(key -> new FindEnrolment.Link(session.person(), key, issuer, clock.instant())))));
  }

  public Future<CompleteEnrolment.Answer> completeEnrolment(CompleteEnrolment question) {
    return sessions.changeHeldToo(
        question.session(), question.operationId(), CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.NO_SESSION),
        session ->
            pending(session).compose(pending -> {
              Optional<UUID> pendingId = question.pendingId().or(() -> pending.map(PendingKey::id));
              return pendingId.isPresent()
                  ? confirm(question, session, pendingId.get(), pending.map(PendingKey::purpose).orElse(Purpose.FIRST))
                  : authenticators(session).map(all -> CompleteEnrolment.Answer.of(
                      all.enrolled() ? CompleteEnrolment.Outcome.ALREADY_ON : CompleteEnrolment.Outcome.NOT_PENDING));
            }));
  }

  private Future<CompleteEnrolment.Answer> confirm(
      CompleteEnrolment question, Session session, UUID pendingId, Purpose purpose) {
    UUID accountId = session.person().accountId();
    return factorSwitch
        .make(
            tokens.operationId(question.operationId(), question.session(), question.code()),
            accountId, kind(purpose), Optional.of(session.id()), question.requestInfo(),
            operationId -> ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
                operationId, accountId, session.id(), pendingId, question.code())),
            answer -> Made.when(answer.outcome() == ConfirmEnrolment.Outcome.CONFIRMED))
        .compose(answer -> answer.isPresent()
            ? confirmed(answer.get())
            : Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.ACTIVATED)))
        .map(answer -> answer.outcome() == CompleteEnrolment.Outcome.ACTIVATED ? answer.of(purpose) : answer);
  }

  private static Kind kind(Purpose purpose) {
    return switch (purpose) {
      case FIRST -> Kind.ACTIVATE;
      case ADD -> Kind.AUTHENTICATOR_ADDED;
      case REPLACE -> Kind.AUTHENTICATOR_REPLACED;
    };
  }

  private static Future<CompleteEnrolment.Answer> confirmed(ConfirmEnrolment.Answer answer) {
    return switch (answer.outcome()) {
      case CONFIRMED -> Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.ACTIVATED));
      case WRONG -> Future.succeededFuture(CompleteEnrolment.Answer.wrong(answer.clockOffset()));
      case MALFORMED -> Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.MALFORMED));
      case NOT_PENDING -> Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.NOT_PENDING));
      case TRIES_SPENT -> Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.TRIES_SPENT));
      case ALREADY_ENROLLED -> Future.succeededFuture(CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.ALREADY_ON));
      case GIVEN_UP -> Future.failedFuture(OVERTAKEN);
    };
  }

  public Future<AbandonEnrolment.Answer> abandonEnrolment(AbandonEnrolment question) {
    return sessions.changeHeldToo(question.session(), new AbandonEnrolment.Answer(false), session ->
        CancelEnrolment.OPERATION.ask(bus, new CancelEnrolment(session.person().accountId(), session.id()))
            .map(cancelled -> new AbandonEnrolment.Answer(true)));
  }

  public Future<Deactivate.Answer> deactivate(Deactivate question) {
    return sessions.change(
        question.session(), question.operationId(), Deactivate.Answer.of(Deactivate.Outcome.NO_SESSION), session -> {
          if (session.factorRequired()) {
            return Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.REQUIRED));
          }
          UUID accountId = session.person().accountId();
          return factorSwitch
              .make(
                  tokens.operationId(question.operationId(), question.session(), question.code()),
                  accountId, Kind.DEACTIVATE, Optional.of(session.id()), question.requestInfo(),
                  operationId -> RemoveAuthenticators.OPERATION.ask(
                      bus, new RemoveAuthenticators(
                          operationId, accountId, question.code(), SessionService.AT_KNOWN_BROWSER))
                      .compose(verdict -> failures.code(
                          verdict, operationId, accountId, session.source(question.requestInfo()))),
                  Made::of)
              .compose(answer -> answer.isPresent()
                  ? deactivated(answer.get())
                  : Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.DEACTIVATED)));
        });
  }

  private static Future<Deactivate.Answer> deactivated(CodeVerdict verdict) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.DEACTIVATED));
      case WRONG, SPENT, MALFORMED, WAIT ->
          Future.succeededFuture(new Deactivate.Answer(RefusalReasons.of(verdict), verdict.retryAfter()));
      case NOT_ENROLLED -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.ALREADY_OFF));
      case GIVEN_UP -> Future.failedFuture(OVERTAKEN);
    };
  }

  public Future<ResetTwoFactor.Answer> reset(ResetTwoFactor question) {
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new ResetTwoFactor.Answer(ResetTwoFactor.Outcome.NO_ACCOUNT))
        : reset(question.operationId(), account.get().accountId()));
  }

  /**
   * Turns the account's two-factor off without a code. An act of the help desk that is recorded under the same id stands in
   * the activity with who did it.
   */
  public Future<ResetTwoFactor.Answer> reset(UUID operation, UUID accountId) {
    return factorSwitch
        .make(operation, accountId, Kind.RESET, Optional.empty(), RequestInfo.UNKNOWN,
            operationId -> ResetAuthenticators.OPERATION.ask(bus, new ResetAuthenticators(operationId, accountId)),
            answer -> Made.when(answer.outcome() == ResetAuthenticators.Outcome.REMOVED))
        .compose(answer -> switch (answer.map(ResetAuthenticators.Answer::outcome)
            .orElse(ResetAuthenticators.Outcome.REMOVED)) {
          case REMOVED -> Future.succeededFuture(new ResetTwoFactor.Answer(ResetTwoFactor.Outcome.RESET));
          case NOT_ENROLLED -> Future.succeededFuture(new ResetTwoFactor.Answer(ResetTwoFactor.Outcome.ALREADY_OFF));
          case GIVEN_UP, GUESSED_AT -> Future.failedFuture(OVERTAKEN);
        });
  }

  private Future<FindAuthenticators.Answer> authenticators(Session session) {
    return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(session.person().accountId()));
  }

  private Future<Optional<PendingKey>> pending(Session session) {
    return ShowEnrolment.OPERATION
        .ask(bus, new ShowEnrolment(session.person().accountId(), session.id()))
        .map(ShowEnrolment.Answer::pending);
  }
}
