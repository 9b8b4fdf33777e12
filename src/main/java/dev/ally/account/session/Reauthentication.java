package dev.ally.account.session;

import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgSessionStore.Session;
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

/** Asks within a session for all the factors anew: the password, then a code where there is a second factor. */
public final class Reauthentication {
  /** What came of it. */
  public sealed interface Verdict {
    /** @param account as it was when the password was right */
    record Proven(Versions account) implements Verdict {}

    /** @param retryAfter zero unless it is one of the waits */
    record Refused(FactorRefusal why, Duration retryAfter) implements Verdict {
      private static Refused of(FactorRefusal why) {
        return new Refused(why, Duration.ZERO);
      }
    }
  }

  private final PasswordVerifier passwords;
  private final PgActivityStore activity;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;

  public Reauthentication(PasswordVerifier passwords, PgActivityStore activity, Tokens tokens, Bus bus, Clock clock) {
    this.passwords = passwords;
    this.activity = activity;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  /**
   * What is asked.
   *
   * @param token of the session
   * @param code looked at only where there is a second factor
   */
  public record Question(UUID operationId, Secret token, Secret password, Secret code, RequestInfo requestInfo) {
    /** Never what was typed. */
    @Override
    public String toString() {
      return "Question[" + operationId + "]";
    }
  }

  /** A recovery code that was right is spent, and noted, whatever comes of what it was for. */
  public Future<Verdict> verify(Question question, Session session) {
    return passwords
        .verify(EmailAddress.stored(session.person().email()), question.password, question.requestInfo,
            question.operationId)
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
    return VerifyCode.OPERATION.ask(bus, code).compose(verdict -> verdict.recoveryCode()
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

  /** What was judged holds no longer. */
  public static Unavailable changing() {
    return new Unavailable("the account was changed at the same time", Duration.ofSeconds(1));
  }
}
