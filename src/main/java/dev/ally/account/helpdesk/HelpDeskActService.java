package dev.ally.account.helpdesk;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.factor.TwoFactorService;
import dev.ally.account.helpdesk.PgActStore.Asked;
import dev.ally.account.person.Tokens;
import dev.ally.account.session.PgSessionStore.Session;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.RefusalReasons;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.bus.TextLimit;
import dev.ally.contract.account.ActOnAccount.Act;
import dev.ally.contract.account.ActOnAccount.Answer;
import dev.ally.contract.account.ActOnAccount.Outcome;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.text.ShownText;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Opens the help desk to operators, and does what they ask for. What a code is for is part of the id under which
 * {@code totp} is asked: a code that was given for one act on one account is spent for every other.
 */
public final class HelpDeskActService {
  private final SessionService sessions;
  private final PgOperatorStore operators;
  private final PgActStore acts;
  private final TwoFactorService twoFactor;
  private final FailedAttempts failures;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;
  private final boolean mailed;

  /** @param mailed whether a mail server is configured */
  public HelpDeskActService(
      SessionService sessions, PgOperatorStore operators, PgActStore acts, TwoFactorService twoFactor,
      FailedAttempts failures, Tokens tokens, Bus bus, Clock clock, boolean mailed) {
    this.sessions = sessions;
    this.operators = operators;
    this.acts = acts;
    this.twoFactor = twoFactor;
    this.failures = failures;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
    this.mailed = mailed;
  }

  public Future<OpenHelpDesk.Answer> open(OpenHelpDesk question) {
    OpenHelpDesk.Answer closed = OpenHelpDesk.Answer.of(OpenHelpDesk.Outcome.CLOSED);
    return sessions.change(question.session(), question.operationId(), closed, session -> access(session)
        .compose(access -> access == HelpDeskAccess.CLOSED
            ? Future.succeededFuture(closed)
            : verify(
                question.operationId(), question.session(), question.code(), "the help desk",
                question.requestInfo(), session)
                .compose(verdict -> refusal(verdict).isPresent()
                    ? Future.succeededFuture(
                        new OpenHelpDesk.Answer(refusal(verdict).get(), verdict.retryAfter()))
                    : operators.noteCode(session.id(), clock.instant()).map(noted -> noted
                        ? OpenHelpDesk.Answer.of(OpenHelpDesk.Outcome.OPENED)
                        : closed))));
  }

  public Future<Answer> act(ActOnAccount question) {
    return sessions.change(question.session(), question.operationId(), Answer.of(Outcome.CLOSED), session ->
        access(session).compose(access -> {
          if (access == HelpDeskAccess.CLOSED || question.act() == Act.UNKNOWN) {
            return Future.succeededFuture(Answer.of(Outcome.CLOSED));
          }
          if (access == HelpDeskAccess.CODE_NEEDED && !question.act().needsCode()) {
            return Future.succeededFuture(Answer.of(Outcome.CODE_NEEDED));
          }
          Asked asked = new Asked(
              question.operationId(), session.id(), session.person().accountId(), question.accountId(), question.act(),
              ShownText.strip(question.reason()), question.requestInfo().request());
          Optional<Outcome> refused = refusal(asked);
          return refused.isPresent() ? Future.succeededFuture(Answer.of(refused.get()))
              : !question.act().needsCode() ? unlessHindered(asked, () -> done(asked))
              : access == HelpDeskAccess.OPEN
                  ? unlessHindered(asked, () -> byCode(question, session, () -> done(asked)))
                  : byCode(question, session, () -> unlessHindered(asked, () -> done(asked)));
        }));
  }

  /** What is wrong with the form, whatever account it is about. */
  private Optional<Outcome> refusal(Asked asked) {
    return ShownText.isBlank(asked.reason()) ? Optional.of(Outcome.REASON_MISSING)
        : !isReason(asked.reason()) ? Optional.of(Outcome.REASON_REFUSED)
        : asked.kind() == Act.MAIL_RESET && !mailed ? Optional.of(Outcome.NO_MAIL)
        : Optional.empty();
  }

  /**
   * The answer, or what can be told before a code is spent on the act. It tells how the account stands, so without a
   * recent code the code comes first.
   */
  private Future<Answer> unlessHindered(Asked asked, Supplier<Future<Answer>> answer) {
    return hindrance(asked).compose(hindrance -> hindrance
        .map(outcome -> Future.succeededFuture(Answer.of(outcome))).orElseGet(answer));
  }

  private Future<Optional<Outcome>> hindrance(Asked asked) {
    return acts.hindrance(asked).compose(hindrance -> asked.kind() != Act.FACTOR_OFF ? Future.succeededFuture(hindrance)
        // It was recorded, and perhaps no more.
        : hindrance.equals(Optional.of(Outcome.DONE)) ? Future.succeededFuture(Optional.empty())
        : hindrance.isPresent() ? Future.succeededFuture(hindrance)
        : FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(asked.accountId()))
            .map(all -> all.enrolled() ? Optional.empty() : Optional.of(Outcome.ALREADY)));
  }

  private static boolean isReason(String text) {
    return text.codePointCount(0, text.length()) <= TextLimit.REASON.longest() && ShownText.isClean(text);
  }

  private Future<Answer> byCode(ActOnAccount question, Session session, Supplier<Future<Answer>> answer) {
    String use = question.act() + " of " + question.accountId();
    return verify(question.operationId(), question.session(), question.code(), use, question.requestInfo(), session)
        .compose(verdict -> refusal(verdict).isPresent()
            ? Future.succeededFuture(new Answer(refusal(verdict).get(), verdict.retryAfter()))
            : operators.noteCode(session.id(), clock.instant()).compose(noted -> answer.get()));
  }

  private Future<Answer> done(Asked asked) {
    return acts.act(asked, clock.instant()).compose(outcome ->
        outcome == Outcome.DONE && asked.kind() == Act.FACTOR_OFF
            ? turnOff(asked)
            : Future.succeededFuture(Answer.of(outcome)));
  }

  private Future<Answer> turnOff(Asked asked) {
    return twoFactor.reset(asked.operationId(), asked.accountId()).map(answer -> Answer.of(
        answer.outcome() == ResetTwoFactor.Outcome.RESET ? Outcome.DONE : Outcome.ALREADY));
  }

  private Future<HelpDeskAccess> access(Session session) {
    return operators.access(session.id(), clock.instant());
  }

  private Future<CodeVerdict> verify(
      UUID operationId, Secret token, Secret code, String use, RequestInfo requestInfo, Session session) {
    UUID guess = tokens.operationId(operationId, token, Secret.of(use + " " + code.revealText()));
    UUID operatorId = session.person().accountId();
    return VerifyCode.OPERATION
        .ask(bus, new VerifyCode(guess, operatorId, code, SessionService.AT_KNOWN_BROWSER, true))
        .compose(verdict -> failures.code(verdict, guess, operatorId, session.source(requestInfo)));
  }

  /** Why the code was not taken; empty: it was. An older node takes a recovery code, which opens nothing here. */
  private static Optional<CodeRefusal> refusal(CodeVerdict verdict) {
    return switch (verdict.verdict()) {
      case ACCEPTED -> verdict.recoveryCode() ? Optional.of(CodeRefusal.MALFORMED) : Optional.empty();
      case WRONG, SPENT, MALFORMED, WAIT -> Optional.of(RefusalReasons.of(verdict));
      case NOT_ENROLLED, GIVEN_UP -> throw Reauthentication.changing();
    };
  }
}
