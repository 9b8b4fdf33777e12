package dev.ally.account.factor;

import dev.ally.account.factor.FactorSwitch.Made;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.PendingKey.Purpose;
import dev.ally.contract.PendingKey;
import dev.ally.contract.account.CancelLink;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ConfirmLink;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowLink;
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

/** Two-factor of the person whose session it is: shown, linked, turned on and off. */
public final class TwoFactorService {
  private static final Unavailable OVERTAKEN =
      new Unavailable("the switch was given up before it was made", Duration.ofSeconds(1));

  private final SessionService sessions;
  private final PasswordVerifier passwords;
  private final PgAccountStore accounts;
  private final PgUndoStore undos;
  private final FactorSwitch switches;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;
  private final String issuer;

  public TwoFactorService(
      SessionService sessions, PasswordVerifier passwords, PgAccountStore accounts, PgUndoStore undos,
      FactorSwitch switches,
      Tokens tokens, Bus bus, Clock clock, String issuer) {
    this.sessions = sessions;
    this.passwords = passwords;
    this.accounts = accounts;
    this.undos = undos;
    this.switches = switches;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
    this.issuer = issuer;
  }

  public Future<ShowSecurity.Answer> security(ShowSecurity question) {
    return sessions.within(question.session(), new ShowSecurity.Answer(Optional.empty()), session ->
        authenticators(session).compose(all ->
            undos.actsAt(session.person().accountId()).map(undoAt -> new ShowSecurity.Answer(Optional.of(
                new ShowSecurity.Security(session.person(), all.enrolled(), all.since(), all.lastUsed(),
                    all.authenticators(), all.recoveryCodes(), undoAt))))));
  }

  public Future<ChangeMethod.Answer> changeMethod(ChangeMethod question) {
    return sessions.change(
        question.session(), question.operationId(), ChangeMethod.Answer.of(ChangeMethod.Outcome.NO_SESSION), session ->
            authenticators(session).compose(all -> {
              Method present = all.enrolled() ? Method.AUTHENTICATOR : Method.NONE;
              if (question.method() == present) {
                return Future.succeededFuture(ChangeMethod.Answer.of(ChangeMethod.Outcome.NOTHING_CHANGED));
              }
              return question.method() == Method.NONE
                  ? Future.succeededFuture(ChangeMethod.Answer.of(ChangeMethod.Outcome.CODE_NEEDED))
                  : beginLink(question, session);
            }));
  }

  private Future<ChangeMethod.Answer> beginLink(ChangeMethod question, Session session) {
    return passwords
        .judge(EmailAddress.stored(session.person().email()), question.password(), question.visitor(),
            question.operationId())
        .compose(verdict -> {
          if (verdict instanceof PasswordVerifier.Verdict.Wait wait) {
            return Future.succeededFuture(new ChangeMethod.Answer(ChangeMethod.Outcome.WAIT, wait.retryAfter()));
          }
          if (!(verdict instanceof PasswordVerifier.Verdict.Right right)
              || !right.account().accountId().equals(session.person().accountId())) {
            return Future.succeededFuture(ChangeMethod.Answer.of(ChangeMethod.Outcome.WRONG_PASSWORD));
          }
          return BeginEnrolment.OPERATION
              .ask(bus, new BeginEnrolment(session.person().accountId(), session.id()))
              .map(pending -> ChangeMethod.Answer.of(ChangeMethod.Outcome.LINK));
        });
  }

  public Future<ShowLink.Answer> link(ShowLink question) {
    return sessions.within(
        question.session(), new ShowLink.Answer(Optional.empty(), Optional.empty()), session ->
            pending(session).map(pending -> new ShowLink.Answer(
                Optional.of(session.person()),
                pending.map(key -> new ShowLink.Link(session.person(), key, issuer, clock.instant())))));
  }

  public Future<ConfirmLink.Answer> confirmLink(ConfirmLink question) {
    return sessions.change(
        question.session(), question.operationId(), ConfirmLink.Answer.of(ConfirmLink.Outcome.NO_SESSION), session ->
            pending(session).compose(pending -> {
              Optional<UUID> pendingId = question.pendingId().or(() -> pending.map(PendingKey::id));
              return pendingId.isPresent()
                  ? confirm(question, session, pendingId.get(), pending.map(PendingKey::purpose).orElse(Purpose.FIRST))
                  : authenticators(session).map(all -> ConfirmLink.Answer.of(
                      all.enrolled() ? ConfirmLink.Outcome.ALREADY_ON : ConfirmLink.Outcome.NOT_PENDING));
            }));
  }

  private Future<ConfirmLink.Answer> confirm(
      ConfirmLink question, Session session, UUID pendingId, Purpose purpose) {
    UUID accountId = session.person().accountId();
    return switches
        .make(
            tokens.operationId(question.operationId(), question.session(), question.code()),
            accountId, kind(purpose), Optional.of(session.id()),
            operationId -> ConfirmEnrolment.OPERATION.ask(bus, new ConfirmEnrolment(
                operationId, accountId, session.id(), pendingId, question.code())),
            answer -> Made.when(answer.outcome() == ConfirmEnrolment.Outcome.CONFIRMED))
        .compose(answer -> answer.isPresent()
            ? confirmed(answer.get())
            : Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.ACTIVATED)))
        .map(answer -> answer.outcome() == ConfirmLink.Outcome.ACTIVATED ? answer.of(purpose) : answer);
  }

  private static Kind kind(Purpose purpose) {
    return switch (purpose) {
      case FIRST -> Kind.ACTIVATE;
      case ADD -> Kind.AUTHENTICATOR_ADDED;
      case REPLACE -> Kind.AUTHENTICATOR_REPLACED;
    };
  }

  private static Future<ConfirmLink.Answer> confirmed(ConfirmEnrolment.Answer answer) {
    return switch (answer.outcome()) {
      case CONFIRMED -> Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.ACTIVATED));
      case WRONG -> Future.succeededFuture(ConfirmLink.Answer.wrong(answer.clockOffset()));
      case MALFORMED -> Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.MALFORMED));
      case NOT_PENDING -> Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.NOT_PENDING));
      case TRIES_SPENT -> Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.TRIES_SPENT));
      case ALREADY_ENROLLED -> Future.succeededFuture(ConfirmLink.Answer.of(ConfirmLink.Outcome.ALREADY_ON));
      case GIVEN_UP -> Future.failedFuture(OVERTAKEN);
    };
  }

  public Future<CancelLink.Answer> cancelLink(CancelLink question) {
    return sessions.change(question.session(), new CancelLink.Answer(false), session ->
        CancelEnrolment.OPERATION.ask(bus, new CancelEnrolment(session.person().accountId(), session.id()))
            .map(cancelled -> new CancelLink.Answer(true)));
  }

  public Future<Deactivate.Answer> deactivate(Deactivate question) {
    return sessions.change(
        question.session(), question.operationId(), Deactivate.Answer.of(Deactivate.Outcome.NO_SESSION), session -> {
          UUID accountId = session.person().accountId();
          return switches
              .make(
                  tokens.operationId(question.operationId(), question.session(), question.code()),
                  accountId, Kind.DEACTIVATE, Optional.of(session.id()),
                  operationId -> RemoveAuthenticators.OPERATION.ask(
                      bus, new RemoveAuthenticators(
                          operationId, accountId, question.code(), SessionService.AT_KNOWN_BROWSER)),
                  Made::of)
              .compose(answer -> answer.isPresent()
                  ? deactivated(answer.get())
                  : Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.DEACTIVATED)));
        });
  }

  private static Future<Deactivate.Answer> deactivated(CodeVerdict verdict) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.DEACTIVATED));
      case WRONG -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.WRONG));
      case SPENT -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.SPENT));
      case MALFORMED -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.MALFORMED));
      case WAIT -> Future.succeededFuture(new Deactivate.Answer(Deactivate.Outcome.WAIT, verdict.retryAfter()));
      case NOT_ENROLLED -> Future.succeededFuture(Deactivate.Answer.of(Deactivate.Outcome.ALREADY_OFF));
      case GIVEN_UP -> Future.failedFuture(OVERTAKEN);
    };
  }

  public Future<ResetTwoFactor.Answer> reset(ResetTwoFactor question) {
    return accounts.find(EmailAddress.of(question.email())).compose(account -> account.isEmpty()
        ? Future.succeededFuture(new ResetTwoFactor.Answer(ResetTwoFactor.Outcome.NO_ACCOUNT))
        : reset(question.operationId(), account.get().accountId()));
  }

  private Future<ResetTwoFactor.Answer> reset(UUID asked, UUID accountId) {
    return switches
        .make(asked, accountId, Kind.RESET, Optional.empty(),
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
