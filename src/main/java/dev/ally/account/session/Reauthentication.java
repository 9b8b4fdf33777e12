package dev.ally.account.session;

import dev.ally.account.event.FailedAttempts.Source;
import dev.ally.account.event.FailedAttempts;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Verifies all factors again within a session: the password, and a code if there is a second factor. */
public final class Reauthentication {
  /** The result of a verification. */
  public sealed interface Verdict {
    /** @param account as it was when the password was verified */
    record Proven(Versions account) implements Verdict {}

    /** @param retryAfter zero unless it is one of the waits */
    record Refused(FactorRefusal why, Duration retryAfter) implements Verdict {
      private static Refused of(FactorRefusal why) {
        return new Refused(why, Duration.ZERO);
      }
    }
  }

  private final PasswordVerifier passwords;
  private final FailedAttempts failures;
  private final PgActivityStore activity;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;

  public Reauthentication(
      PasswordVerifier passwords, FailedAttempts failures, PgActivityStore activity, Tokens tokens, Bus bus,
      Clock clock) {
    this.passwords = passwords;
    this.failures = failures;
    this.activity = activity;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  /**
   * A request to verify.
   *
   * @param token of the session
   * @param code looked at only if there is a second factor
   */
  public record Question(
      UUID operationId, Secret token, Secret password, Secret code, RequestInfo requestInfo, Asker asker) {
    /** Omits the secrets. */
    @Override
    public String toString() {
      return "Question[" + operationId + "]";
    }
  }

  /** A right recovery code is used up and recorded, whatever happens to the change that it was for. */
  public Future<Verdict> verify(Question question, Session session) {
    return passwords
        .verify(EmailAddress.stored(session.person().email()), question.password, question.requestInfo,
            question.operationId, question.asker)
        .compose(verdict -> {
          if (verdict instanceof PasswordVerifier.Verdict.Right right
              && right.account().accountId().equals(session.person().accountId())) {
            return askForCode(question, right.account());
          }
          return Future.succeededFuture(verdict instanceof PasswordVerifier.Verdict.Wait wait
              ? new Verdict.Refused(FactorRefusal.WAIT_FOR_PASSWORD, wait.retryAfter())
              : Verdict.Refused.of(FactorRefusal.WRONG_PASSWORD));
        });
  }

  private Future<Verdict> askForCode(Question question, Versions account) {
    return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account.accountId()))
        .compose(authenticators -> authenticators.enrolled()
            ? verify(question, account)
            : Future.succeededFuture(new Verdict.Proven(account)));
  }

  private Future<Verdict> verify(Question question, Versions account) {
    VerifyCode code = new VerifyCode(
        tokens.operationId(question.operationId, question.token, question.code), account.accountId(), question.code,
        SessionService.AT_KNOWN_BROWSER);
    return VerifyCode.OPERATION.ask(bus, code)
        .compose(verdict -> failures.code(verdict, code.operationId(), account.accountId(), Source.of(question.requestInfo)))
        .compose(verdict -> verdict.recoveryCode()
            ? activity.noteRecoveryCode(account.accountId(), question.requestInfo, clock.instant())
                .compose(noted -> verified(verdict, account))
            : verified(verdict, account));
  }

  private static Future<Verdict> verified(CodeVerdict verdict, Versions account) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> Future.succeededFuture(new Verdict.Proven(account));
      case WRONG -> Future.succeededFuture(Verdict.Refused.of(FactorRefusal.WRONG_CODE));
      case SPENT -> Future.succeededFuture(Verdict.Refused.of(FactorRefusal.SPENT_CODE));
      case MALFORMED -> Future.succeededFuture(Verdict.Refused.of(FactorRefusal.MALFORMED_CODE));
      case WAIT -> Future.succeededFuture(new Verdict.Refused(FactorRefusal.WAIT_FOR_CODE, verdict.retryAfter()));
      case NOT_ENROLLED, GIVEN_UP -> Future.failedFuture(changing());
    };
  }

  /** For an account that has changed since it was verified. */
  public static Unavailable changing() {
    return new Unavailable("the account was changed at the same time", Duration.ofSeconds(1));
  }
}
