package dev.ally.account.factor;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.factor.FactorSwitch.Made;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.account.person.Tokens;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.RefusalReasons;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.FactorChange.Outcome;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.KeepRecoveryCodes;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.RenewRecoveryCodes;
import dev.ally.crypto.Secret;
import dev.ally.text.ShownText;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes a second factor that is on: replaces its recovery codes; adds, replaces, renames and removes authenticators.
 */
public final class FactorService {
  private static final int NAME_MAXIMUM = 60;

  private final SessionService sessions;
  private final FactorSwitch factorSwitch;
  private final FailedAttempts failures;
  private final Tokens tokens;
  private final Bus bus;

  public FactorService(
      SessionService sessions, FactorSwitch factorSwitch, FailedAttempts failures, Tokens tokens, Bus bus) {
    this.failures = failures;
    this.sessions = sessions;
    this.factorSwitch = factorSwitch;
    this.tokens = tokens;
    this.bus = bus;
  }

  public Future<ShowRecoveryCodes.Answer> show(ShowRecoveryCodes question) {
    return sessions.within(question.session(), new ShowRecoveryCodes.Answer(Optional.empty()), session -> {
      UUID accountId = session.person().accountId();
      return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(accountId))
          .compose(all -> FindRecoveryCodes.OPERATION.ask(bus, new FindRecoveryCodes(accountId, session.id()))
              .map(found -> new ShowRecoveryCodes.Answer(Optional.of(new ShowRecoveryCodes.Recovery(
                  session.person(), all.enrolled(), all.recoveryCodes(), found.shown(), all.codeDigits())))));
    });
  }

  public Future<SaveRecoveryCodes.Answer> save(SaveRecoveryCodes question) {
    return sessions.change(
        question.session(), new SaveRecoveryCodes.Answer(SaveRecoveryCodes.Outcome.NO_SESSION), session ->
            KeepRecoveryCodes.OPERATION
                .ask(bus, new KeepRecoveryCodes(session.person().accountId(), session.id(), question.typed()))
                .map(answer -> new SaveRecoveryCodes.Answer(switch (answer.outcome()) {
                  case KEPT -> SaveRecoveryCodes.Outcome.SAVED;
                  case WRONG -> SaveRecoveryCodes.Outcome.WRONG;
                  case NOT_SHOWN -> SaveRecoveryCodes.Outcome.NOT_SHOWN;
                })));
  }

  public Future<FactorChange> replaceCodes(ReplaceRecoveryCodes question) {
    return change(question.session(), question.operationId(), session ->
        switched(question.operationId(), question.session(), question.code(), question.requestInfo(), session,
            Kind.RECOVERY_CODES_REPLACED,
            operationId -> RenewRecoveryCodes.OPERATION.ask(bus, new RenewRecoveryCodes(
                operationId, session.person().accountId(), session.id(), question.code(),
                SessionService.AT_KNOWN_BROWSER))));
  }

  public Future<FactorChange> link(AddAuthenticator question) {
    String name = ShownText.strip(question.name());
    return change(question.session(), question.operationId(), session -> {
      if (!isName(name)) {
        return Future.succeededFuture(FactorChange.of(Outcome.NAME_REFUSED));
      }
      return isRecovered(question, session).compose(recovered -> {
        Function<UUID, Future<CodeVerdict>> ask = operationId ->
            BeginFurtherEnrolment.OPERATION.ask(bus, new BeginFurtherEnrolment(
                operationId, session.person().accountId(), session.id(), question.code(),
                Optional.of(question.byRecoveryCode()), name, question.replaces(), SessionService.AT_KNOWN_BROWSER,
                recovered));
        return question.byRecoveryCode()
            ? switched(
                question.operationId(), question.session(), question.code(), question.requestInfo(), session,
                Kind.RECOVERY_CODE_USED, ask)
            : asked(
                tokens.operationId(question.operationId(), question.session(), question.code()), question.requestInfo(),
                session, ask)
                .compose(FactorService::changed);
      });
    });
  }

  /** Whether the recovery code of the login stands for the code, which is missing. */
  private Future<Boolean> isRecovered(AddAuthenticator question, Session session) {
    return question.code().isEmpty() && question.replaces().isPresent()
        ? sessions.isRecovered(session)
        : Future.succeededFuture(false);
  }

  public Future<NameAuthenticator.Answer> rename(NameAuthenticator question) {
    String name = ShownText.strip(question.name());
    return sessions.change(
        question.session(), new NameAuthenticator.Answer(NameAuthenticator.Outcome.NO_SESSION), session -> isName(name)
            ? RenameAuthenticator.OPERATION
                .ask(bus, new RenameAuthenticator(session.person().accountId(), question.authenticatorId(), name))
                .map(answer -> new NameAuthenticator.Answer(answer.renamed()
                    ? NameAuthenticator.Outcome.NAMED
                    : NameAuthenticator.Outcome.NOT_THERE))
            : Future.succeededFuture(new NameAuthenticator.Answer(NameAuthenticator.Outcome.REFUSED)));
  }

  private static boolean isName(String name) {
    return name.length() <= NAME_MAXIMUM
        && ShownText.isClean(name)
        && (name.isEmpty() || !ShownText.isBlank(name));
  }

  public Future<FactorChange> unlink(DropAuthenticator question) {
    return change(question.session(), question.operationId(), session ->
        switched(question.operationId(), question.session(), question.code(), question.requestInfo(), session,
            Kind.AUTHENTICATOR_REMOVED,
            operationId -> RemoveAuthenticator.OPERATION.ask(bus, new RemoveAuthenticator(
                operationId, session.person().accountId(), question.authenticatorId(), question.code(),
                SessionService.AT_KNOWN_BROWSER))));
  }

  private Future<FactorChange> change(
      Secret session, UUID operationId, Function<Session, Future<FactorChange>> change) {
    return sessions.change(session, operationId, FactorChange.of(Outcome.NO_SESSION), change);
  }

  private Future<FactorChange> switched(
      UUID asked, Secret token, Secret code, RequestInfo requestInfo, Session session, Kind kind,
      Function<UUID, Future<CodeVerdict>> ask) {
    return factorSwitch
        .make(
            tokens.operationId(asked, token, code), session.person().accountId(), kind, Optional.of(session.id()),
            requestInfo, operationId -> asked(operationId, requestInfo, session, ask), Made::of)
        .compose(verdict -> verdict.isPresent()
            ? changed(verdict.get())
            : Future.succeededFuture(FactorChange.of(Outcome.DONE)));
  }

  private Future<CodeVerdict> asked(
      UUID operationId, RequestInfo requestInfo, Session session, Function<UUID, Future<CodeVerdict>> ask) {
    return ask.apply(operationId).compose(verdict -> failures.code(
        verdict, operationId, session.person().accountId(), session.source(requestInfo)));
  }

  private static Future<FactorChange> changed(CodeVerdict verdict) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> Future.succeededFuture(FactorChange.of(Outcome.DONE));
      case WRONG, SPENT, MALFORMED, WAIT ->
          Future.succeededFuture(new FactorChange(RefusalReasons.of(verdict), verdict.retryAfter()));
      case NOT_ENROLLED -> Future.succeededFuture(FactorChange.of(Outcome.NOT_POSSIBLE));
      case GIVEN_UP -> Future.failedFuture(
          new Unavailable("the change was given up before it was made", Duration.ofSeconds(1)));
    };
  }
}
