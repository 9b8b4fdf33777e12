package dev.ally.account.login;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.factor.VoidRecoveryCodes;
import dev.ally.account.mailed.MailRequestService;
import dev.ally.account.password.PasswordPurpose;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgLoginStore.NewSession;
import dev.ally.account.session.PgLoginStore;
import dev.ally.account.session.PgSessionStore;
import dev.ally.account.session.RefusalReasons;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode.Outcome;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two steps of a login. A session is opened only after all factors were verified. */
public final class LogInService {
  private static final Logger LOG = LoggerFactory.getLogger(LogInService.class);

  /** How often a login starts again because the account has changed in the meantime. */
  private static final int ATTEMPTS = 3;

  private final PasswordVerifier passwords;
  private final MailRequestService mailRequests;
  private final PgAccountStore accounts;
  private final PgLoginStore logins;
  private final PgSessionStore sessions;
  private final PgWrongCodeStore wrongCodes;
  private final FactorSwitch factorSwitch;
  private final FailedAttempts failures;
  private final VoidRecoveryCodes voidRecoveryCodes;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;

  public LogInService(
      PasswordVerifier passwords, MailRequestService mailRequests, PgAccountStore accounts, PgLoginStore logins,
      PgSessionStore sessions, PgWrongCodeStore wrongCodes, FactorSwitch factorSwitch, FailedAttempts failures,
      Tokens tokens, Bus bus, Clock clock) {
    this.failures = failures;
    this.passwords = passwords;
    this.mailRequests = mailRequests;
    this.accounts = accounts;
    this.logins = logins;
    this.sessions = sessions;
    this.wrongCodes = wrongCodes;
    this.factorSwitch = factorSwitch;
    this.voidRecoveryCodes = new VoidRecoveryCodes(factorSwitch, bus);
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  public Future<LogIn.Answer> logIn(LogIn question, Asker asker) {
    EmailAddress email = EmailAddress.of(question.email());
    return passwords
        .verify(
            email, question.password(), question.requestInfo(), question.operationId(),
            mailRequests.offered() ? PasswordPurpose.LOGIN_OR_LINK : PasswordPurpose.LOGIN, asker)
        .compose(verdict -> {
          if (verdict instanceof PasswordVerifier.Verdict.Right right) {
            return proceed(question, right, right.account(), ATTEMPTS)
                .recover(failure -> passwords.clearBudget(right).transform(ended -> Future.failedFuture(failure)))
                .compose(outcome -> outcome == LogIn.Outcome.REFUSED
                    ? passwords.clearBudget(right).map(outcome)
                    : Future.succeededFuture(outcome))
                .compose(outcome -> outcome == LogIn.Outcome.SIGNED_IN
                    ? sessions.requirement(right.account().accountId()).map(LogIn.Answer::signedIn)
                    : Future.succeededFuture(LogIn.Answer.of(outcome)));
          }
          if (verdict instanceof PasswordVerifier.Verdict.NeedsBrowserLink) {
            return mailRequests.mailBrowserLink(email, question.operationId(), question.requestInfo())
                .map(LogIn.Answer.of(LogIn.Outcome.LINK_NEEDED));
          }
          if (verdict instanceof PasswordVerifier.Verdict.Undisclosed undisclosed) {
            if (undisclosed.right()) {
              mailLater(email, question);
            }
            return Future.succeededFuture(LogIn.Answer.of(LogIn.Outcome.LINK_IF_RIGHT));
          }
          return Future.succeededFuture(verdict instanceof PasswordVerifier.Verdict.Wait wait
              ? new LogIn.Answer(LogIn.Outcome.WAIT, wait.retryAfter())
              : LogIn.Answer.of(LogIn.Outcome.REFUSED));
        });
  }

  /** The answer does not wait for it: its time would tell that the password was right. */
  private void mailLater(EmailAddress email, LogIn question) {
    mailRequests.mailRightPassword(email, question.operationId(), question.requestInfo())
        .onFailure(failure -> LOG.debug("no email was written", failure));
  }

  /**
   * The password was right: asks {@code totp} whether a code is needed, at every attempt, and opens the session or the
   * pending login.
   */
  private Future<LogIn.Outcome> proceed(
      LogIn question, PasswordVerifier.Verdict.Right right, Versions checked, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture(new Unavailable("the account keeps changing", Duration.ofSeconds(2)));
    }
    return factorSwitch.settled(checked).compose(account ->
        account.passwordVersion() != checked.passwordVersion()
            ? Future.succeededFuture(LogIn.Outcome.REFUSED)
            : FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account.accountId()))
                .compose(authenticators -> open(question, right, account, authenticators))
                .compose(outcome -> outcome.isPresent()
                    ? Future.succeededFuture(outcome.get())
                    : again(question, right, checked, attempts)));
  }

  private Future<LogIn.Outcome> again(
      LogIn question, PasswordVerifier.Verdict.Right right, Versions checked, int attempts) {
    return accounts.versions(checked.accountId()).compose(now ->
        now.isEmpty() || now.get().passwordVersion() != checked.passwordVersion()
            ? Future.succeededFuture(LogIn.Outcome.REFUSED)
            : proceed(question, right, now.get(), attempts - 1));
  }

  private Future<Optional<LogIn.Outcome>> open(
      LogIn question, PasswordVerifier.Verdict.Right right, Versions versions,
      FindAuthenticators.Answer authenticators) {
    return authenticators.enrolled()
        ? logins.openPending(newSession(
                Tokens.Purpose.PENDING_LOGIN, question.operationId(), question.newToken(), question.requestInfo(),
                question.oldSession(), ActivityKind.LOGIN_PASSWORD),
                versions, right.budget(), authenticators.codeDigits(), right.newer())
            .map(opened -> opened ? Optional.of(LogIn.Outcome.CODE_NEEDED) : Optional.empty())
        : logins.open(newSession(
                Tokens.Purpose.SESSION, question.operationId(), question.newToken(), question.requestInfo(),
                question.oldSession(), ActivityKind.LOGIN_PASSWORD), versions, right.budget(), right.newer())
            .map(opened -> opened ? Optional.of(LogIn.Outcome.SIGNED_IN) : Optional.empty());
  }

  public Future<FindPendingLogin.Answer> findPending(FindPendingLogin question) {
    return logins.findPending(tokens.hashes(Tokens.Purpose.PENDING_LOGIN, question.pendingLogin()), clock.instant())
        .map(found -> found
            .map(pending -> new FindPendingLogin.Answer(true, pending.undoActsAt(), pending.codeDigits()))
            .orElseGet(() -> new FindPendingLogin.Answer(false)));
  }

  public Future<LogInWithCode.Answer> logInWithCode(LogInWithCode question) {
    Buffer[] pendingLogin = tokens.hashes(Tokens.Purpose.PENDING_LOGIN, question.pendingLogin());
    NewSession session = newSession(
        Tokens.Purpose.SESSION, question.operationId(), question.newSession(), question.requestInfo(),
        question.oldSession(), ActivityKind.LOGIN_CODE);
    return logins.findPending(pendingLogin, session.browser(), clock.instant()).compose(found -> found.isPresent()
        ? verify(question, found.get())
            .compose(verdict -> conclude(question, found.get(), verdict, pendingLogin, session))
        : logins.wasOpened(session).map(LogInService::signedIn));
  }

  /** The code was right: opens the session once no switch of two-factor is open. */
  private Future<LogInWithCode.Answer> complete(NewSession session, Buffer[] pendingLogin, int attempts) {
    return logins.complete(session, pendingLogin).compose(opened -> opened || attempts == 0
        ? Future.succeededFuture(signedIn(opened))
        : logins.findPending(pendingLogin, clock.instant()).compose(login -> login.isEmpty()
            ? Future.succeededFuture(signedIn(false))
            : accounts.versions(login.get().accountId())
                .compose(versions -> factorSwitch.settled(versions.orElseThrow()))
                .compose(settled -> complete(session, pendingLogin, attempts - 1))));
  }

  private static LogInWithCode.Answer signedIn(boolean opened) {
    return LogInWithCode.Answer.of(opened ? Outcome.SIGNED_IN : Outcome.EXPIRED);
  }

  private Future<CodeVerdict> verify(LogInWithCode question, PgLoginStore.Pending login) {
    return VerifyCode.OPERATION.ask(bus, new VerifyCode(
        codeOperation(question), login.accountId(), question.code(), login.knownBrowser()));
  }

  private UUID codeOperation(LogInWithCode question) {
    return tokens.operationId(question.operationId(), question.pendingLogin(), question.code());
  }

  private Future<LogInWithCode.Answer> conclude(
      LogInWithCode question, PgLoginStore.Pending login, CodeVerdict verdict, Buffer[] pendingLogin,
      NewSession session) {
    return switch (verdict.verdict()) {
      case ACCEPTED ->
          complete(
              verdict.recoveryCode() ? session.noted(ActivityKind.RECOVERY_CODE_USED) : session, pendingLogin, ATTEMPTS)
              .map(answer -> login.undoActsAt().isPresent() && answer.outcome() == Outcome.SIGNED_IN
                  ? answer.stoppingUndo()
                  : answer)
              .compose(answer -> verdict.recoveryCodesVoid() && answer.outcome() == Outcome.SIGNED_IN
                  ? withNewRecoveryCodes(answer, question, login)
                  : Future.succeededFuture(answer));
      case WRONG -> wrongCodes.note(login.accountId(), question.requestInfo(), clock.instant())
          .compose(noted -> wrongCodes.miss(pendingLogin, codeOperation(question), question.requestInfo(),
              clock.instant()))
          .map(dead -> LogInWithCode.Answer.of(dead ? Outcome.DEAD : CodeRefusal.WRONG));
      case WAIT -> {
        failures.refused(Optional.of(login.accountId()), FailedAttempts.Source.of(question.requestInfo()));
        yield Future.succeededFuture(new LogInWithCode.Answer(RefusalReasons.of(verdict), verdict.retryAfter()));
      }
      case SPENT, MALFORMED ->
          Future.succeededFuture(new LogInWithCode.Answer(RefusalReasons.of(verdict), verdict.retryAfter()));
      case NOT_ENROLLED, GIVEN_UP ->
          logins.endPending(pendingLogin).map(LogInWithCode.Answer.of(Outcome.EXPIRED));
    };
  }

  /** The session has the id of the operation that opened it. */
  private Future<LogInWithCode.Answer> withNewRecoveryCodes(
      LogInWithCode.Answer answer, LogInWithCode question, PgLoginStore.Pending login) {
    UUID replacing = tokens.operationId(question.operationId(), question.newSession(), question.code());
    return voidRecoveryCodes
        .replace(replacing, login.accountId(), question.operationId(), question.requestInfo())
        .map(replaced -> replaced ? answer.withNewRecoveryCodes() : answer);
  }

  private NewSession newSession(
      Tokens.Purpose purpose, UUID operationId, Secret token, RequestInfo requestInfo, Secret oldSession,
      ActivityKind activity) {
    return NewSession.of(tokens, purpose, operationId, token, requestInfo, oldSession, activity, clock.instant());
  }
}
