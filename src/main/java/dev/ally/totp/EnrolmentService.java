package dev.ally.totp;

import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment.Answer;
import dev.ally.contract.totp.ConfirmEnrolment.Outcome;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.TotpKey;
import dev.ally.totp.rules.TypedCode;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Shows a session a key for an authenticator app; a code that proves that the app has the key makes it an
 * authenticator.
 */
final class EnrolmentService {
  /** The most authenticators of an account; each one more is one more code that a guess may match. */
  private static final int MOST = 5;

  /** The account had no authenticator when {@code account} looked. */
  private static final Unavailable OVERTAKEN =
      new Unavailable("another key was confirmed meanwhile", Duration.ofSeconds(1));

  private final PgEnrolmentStore enrolments;
  private final CodeVerifier codeVerifier;
  private final PgFactorStore factors;
  private final PgCodeStore codes;
  private final Clock clock;
  private final SecureRandom random;

  EnrolmentService(
      PgEnrolmentStore enrolments, CodeVerifier codeVerifier, PgFactorStore factors, PgCodeStore codes, Clock clock,
      SecureRandom random) {
    this.enrolments = enrolments;
    this.codeVerifier = codeVerifier;
    this.factors = factors;
    this.codes = codes;
    this.clock = clock;
    this.random = random;
  }

  Future<PendingKey> begin(BeginEnrolment question) {
    return enrolments
        .begin(question.accountId(), question.sessionId(), id(), TotpKey.generate(), clock.instant())
        .compose(pending -> pending.isPresent()
            ? Future.succeededFuture(shown(pending.get()))
            : Future.failedFuture(OVERTAKEN));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** If there is no room for another authenticator, or none to replace, the code is not looked at. */
  Future<CodeVerdict> beginFurther(BeginFurtherEnrolment question) {
    PgEnrolmentStore.Further further = new PgEnrolmentStore.Further(
        question.accountId(), question.sessionId(), id(), TotpKey.generate(), question.name(), question.replaces());
    return codes.find(question.accountId()).compose(all -> !isPossible(question, all)
        ? Future.succeededFuture(CodeVerdict.of(Verdict.NOT_ENROLLED))
        : question.recovered() && question.replaces().isPresent()
        ? beginRecovered(question, further)
        : verify(question, (proof, now) ->
            factors.change(question.accountId(), question.operationId(), OperationOutcome.ACCEPTED, proof, now,
                connection -> enrolments.beginFurther(connection, further, now))));
  }

  /** {@code account} says that the session began with a recovery code; here it is seen that one was used. */
  private Future<CodeVerdict> beginRecovered(BeginFurtherEnrolment question, PgEnrolmentStore.Further further) {
    Instant now = clock.instant();
    return codes.outcome(question.operationId()).compose(outcome -> outcome.isPresent()
        ? Future.succeededFuture(CodeVerdict.of(outcome.get().verdict()))
        : factors.changeRecovered(question.accountId(), question.operationId(), now,
                connection -> enrolments.beginFurther(connection, further, now))
            .map(begun -> CodeVerdict.of(begun ? Verdict.ACCEPTED : Verdict.MALFORMED)));
  }

  private Future<CodeVerdict> verify(BeginFurtherEnrolment question, CodeVerifier.Use use) {
    CodeVerifier.Question asked = new CodeVerifier.Question(
        question.accountId(), question.operationId(), question.code(), question.knownBrowser());
    if (question.byRecoveryCode().isEmpty()) {
      return codeVerifier.verify(asked, use);
    }
    return question.byRecoveryCode().get() ? codeVerifier.verifyRecoveryCode(asked,
        use) : codeVerifier.verifyCode(asked, use);
  }

  private static boolean isPossible(BeginFurtherEnrolment question, FindAuthenticators.Answer all) {
    return question.replaces()
        .map(id -> all.authenticators().stream().anyMatch(one -> one.id().equals(id)))
        .orElse(all.enrolled() && all.count() < MOST);
  }

  Future<ShowEnrolment.Answer> show(ShowEnrolment question) {
    return enrolments.show(question.accountId(), question.sessionId(), clock.instant())
        .map(pending -> new ShowEnrolment.Answer(pending.map(EnrolmentService::shown)));
  }

  Future<CancelEnrolment.Answer> cancel(CancelEnrolment question) {
    return enrolments.cancel(question.accountId(), question.sessionId()).map(done -> new CancelEnrolment.Answer());
  }

  Future<Answer> confirm(ConfirmEnrolment question) {
    Optional<TypedCode> code = TypedCode.of(question.code());
    if (code.isEmpty()) {
      return Future.succeededFuture(Answer.of(Outcome.MALFORMED));
    }
    Instant now = clock.instant();
    return enrolments
        .charge(
            question.accountId(), question.sessionId(), question.pendingId(), question.operationId(),
            code.get().count(), now)
        .compose(pending -> pending.isEmpty()
            ? uncounted(question, now)
            : evaluate(question, pending.get(), code.get().digits(), now));
  }

  /** The try was not counted: the key is not pending any more, or its codes have another number of digits. */
  private Future<Answer> uncounted(ConfirmEnrolment question, Instant now) {
    return decidedElsewhere(question).compose(answer -> answer.outcome() == Outcome.NOT_PENDING
        ? enrolments.show(question.accountId(), question.sessionId(), now)
            .map(shown -> shown.filter(pending -> pending.id().equals(question.pendingId())).isPresent()
                ? Answer.of(Outcome.MALFORMED)
                : answer)
        : Future.succeededFuture(answer));
  }

  private Future<Answer> evaluate(
      ConfirmEnrolment question, PgEnrolmentStore.Pending pending, Secret code, Instant now) {
    Authenticator unused = new Authenticator(pending.id(), pending.key(), Long.MIN_VALUE);
    OptionalLong step = unused.match(code, now).freshStep();
    if (step.isPresent()) {
      return enrolments
          .confirm(
              question.accountId(), question.sessionId(), pending, question.operationId(), step.getAsLong(), now)
          .compose(confirmed -> confirmed
              ? Future.succeededFuture(Answer.of(Outcome.CONFIRMED))
              : decidedElsewhere(question));
    }
    if (pending.tries() >= Limit.PENDING_KEY_TRIES.count()) {
      return enrolments.cancel(question.accountId(), question.sessionId()).map(Answer.of(Outcome.TRIES_SPENT));
    }
    return Future.succeededFuture(new Answer(Outcome.WRONG, clockOffset(pending.key(), code, now)));
  }

  private static Optional<Duration> clockOffset(TotpKey key, Secret code, Instant now) {
    var steps = Authenticator.clockOffsetSteps(key, code, now);
    return steps.isPresent()
        ? Optional.of(Duration.ofSeconds((long) steps.getAsInt() * key.periodSeconds()))
        : Optional.empty();
  }

  /**
   * The key is not pending any more: this operation confirmed it, another one did, or it expired. An authenticator
   * keeps the id of its pending key.
   */
  private Future<Answer> decidedElsewhere(ConfirmEnrolment question) {
    return codes.outcome(question.operationId())
        .compose(outcome -> outcome.isPresent()
            ? Future.succeededFuture(Answer.of(
                outcome.get() == OperationOutcome.CONFIRMED ? Outcome.CONFIRMED : Outcome.GIVEN_UP))
            : codes.has(question.accountId(), question.pendingId())
                .map(has -> Answer.of(has ? Outcome.ALREADY_ENROLLED : Outcome.NOT_PENDING)));
  }

  private static PendingKey shown(PgEnrolmentStore.Pending pending) {
    TotpKey key = pending.key();
    return new PendingKey(
        pending.id(), key.base32(), key.algorithm().name(), key.digits(), key.periodSeconds(), pending.tries(),
        pending.purpose());
  }

  Future<RenameAuthenticator.Answer> rename(RenameAuthenticator question) {
    return factors.rename(question.accountId(), question.authenticatorId(), question.name())
        .map(RenameAuthenticator.Answer::new);
  }
}
